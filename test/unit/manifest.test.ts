import * as assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

const root = process.cwd();
const manifestText = readFileSync(path.join(root, 'package.json'), 'utf8');
const manifest = JSON.parse(manifestText) as Manifest;
const strings = JSON.parse(readFileSync(path.join(root, 'package.nls.json'), 'utf8')) as Record<
  string,
  string
>;
const source = readSource();

interface Manifest {
  readonly main: string;
  readonly engines: { readonly vscode: string; readonly node: string };
  readonly activationEvents?: readonly string[];
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly capabilities: { readonly untrustedWorkspaces: { readonly supported: boolean | string } };
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly enablement?: string;
    }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly keybindings: readonly { readonly command: string; readonly when?: string }[];
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, { readonly markdownDescription?: string; readonly description?: string }>
      >;
    };
    readonly languages: readonly {
      readonly id: string;
      readonly configuration?: string;
      readonly icon?: { readonly light: string; readonly dark: string };
    }[];
    readonly grammars: readonly {
      readonly language?: string;
      readonly path: string;
      readonly scopeName: string;
    }[];
  };
}

describe('manifest', () => {
  const { contributes } = manifest;
  const commands = contributes.commands.map((each) => each.command);

  it('registers each command that it contributes, and contributes each that it registers', () => {
    const registered = [
      ...new Set([...source.matchAll(/'(smtp\.[a-zA-Z]+)'/g)].map((match) => match[1] ?? '')),
    ];
    assert.deepEqual(
      commands.filter((command) => !registered.includes(command)),
      [],
      'contributed, but nowhere in the code',
    );
    const registering = [...source.matchAll(/registerCommand\(\s*'(smtp\.[\w.]+)'/g)].map(
      (match) => match[1] ?? '',
    );
    assert.deepEqual(
      registering.filter((command) => !commands.includes(command)),
      [],
      'registered, but not contributed',
    );
  });

  it('names only its own commands in menus and keybindings', () => {
    const used = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(
      (each) => each.command,
    );
    assert.ok(used.length > 5);
    assert.deepEqual(
      used.filter((command) => !commands.includes(command)),
      [],
    );
  });

  it('scopes its keys to the language', () => {
    for (const { when } of contributes.keybindings) assert.match(when ?? '', /editorLangId == smtp/);
  });

  it('reads each setting that it contributes, and contributes each that it reads', () => {
    const settings = Object.keys(contributes.configuration.properties);
    const read = [...source.matchAll(/\.get(?:<[^>]*>)?\(\s*'([a-zA-Z.]+)'/g)].map(
      (match) => `smtp.${match[1] ?? ''}`,
    );
    assert.deepEqual(
      settings.filter((setting) => !read.includes(setting)),
      [],
      'contributed, but not read',
    );
    assert.deepEqual(
      [...new Set(read)].filter((setting) => !settings.includes(setting)),
      [],
      'read, but not contributed',
    );
  });

  it('has a text for each %key%, and no other', () => {
    const used = [...manifestText.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1] ?? '');
    assert.deepEqual(
      used.filter((key) => strings[key] === undefined),
      [],
    );
    assert.deepEqual(
      Object.keys(strings).filter((key) => !used.includes(key)),
      [],
    );
  });

  it('points at files that are there', () => {
    const files = [
      ...contributes.grammars.map((grammar) => grammar.path),
      ...contributes.languages.flatMap(({ configuration, icon }) => [configuration, icon?.light, icon?.dark]),
    ].filter((file) => file !== undefined);
    assert.ok(files.length >= 4);
    assert.deepEqual(
      files.filter((file) => !existsSync(path.join(root, file))),
      [],
    );
  });

  it('gives each grammar the scope that its file has', () => {
    for (const grammar of contributes.grammars) {
      const { scopeName } = JSON.parse(readFileSync(path.join(root, grammar.path), 'utf8')) as {
        scopeName: string;
      };
      assert.equal(scopeName, grammar.scopeName);
    }
  });

  it('does not activate on startup, and runs nothing in an untrusted workspace', () => {
    for (const event of manifest.activationEvents ?? []) assert.doesNotMatch(event, /^\*$|onStartupFinished/);
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
    for (const { command, enablement } of contributes.commands) {
      if (/^smtp\.(?:run|runIn|runAll|startTestServer)$/.test(command))
        assert.match(enablement ?? '', /isWorkspaceTrusted/, command);
    }
  });

  it('ships bundles only: nothing is installed with it', () => {
    assert.deepEqual(manifest.dependencies ?? {}, {});
    assert.equal(manifest.main, './dist/extension.js');
  });

  it('pins the editor’s types at the oldest editor it runs in', () => {
    assert.equal(manifest.devDependencies['@types/vscode'], manifest.engines.vscode.replace('^', ''));
    for (const version of Object.values(manifest.devDependencies)) assert.match(version, /^\d/);
  });
});

function readSource(): string {
  return readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /^(?:extension|language)/.test(name) && name.endsWith('.ts'))
    .map((name) => readFileSync(path.join(root, 'src', name), 'utf8'))
    .join('\n');
}
