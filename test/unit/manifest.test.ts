import * as assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { pageOf } from '../../src/language/diagnosticPages';
import { RULES } from '../../src/language/rules';
import { staysError } from '../../src/language/rules/rule';
import { SEMANTIC_TOKENS_LEGEND } from '../../src/language/semanticTokens';

const root = process.cwd();
const manifestFile = path.join(root, 'package.json');
const stringsFile = path.join(root, 'package.nls.json');
const manifestText = readFileSync(manifestFile, 'utf8');
const manifest = JSON.parse(manifestText) as Manifest;
const strings = JSON.parse(readFileSync(stringsFile, 'utf8')) as Record<string, string>;
/** Of those that the editor knows, the ones that are used. */
const STANDARD_TOKEN_TYPES =
  'class comment decorator function keyword number property regexp string type variable'.split(' ');
const STANDARD_TOKEN_MODIFIERS = ['declaration', 'defaultLibrary'];
/** What the settings of the rules' severities start with; the code reads them all as one object. */
const DIAGNOSTICS = 'smtp.diagnostics.';
const source = readSource(/^(?:extension|language)\b/);

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
    readonly configuration: readonly {
      readonly title: string;
      readonly properties: Readonly<Record<string, { readonly markdownDescription?: string }>>;
    }[];
    readonly configurationDefaults: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly semanticTokenTypes: readonly { readonly id: string }[];
    readonly semanticTokenModifiers: readonly { readonly id: string }[];
    readonly semanticTokenScopes: readonly {
      readonly language?: string;
      readonly scopes: Readonly<Record<string, readonly string[]>>;
    }[];
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
    const settings = contributes.configuration
      .flatMap(({ properties }) => Object.keys(properties))
      .filter((setting) => !setting.startsWith(DIAGNOSTICS));
    const read = [...readSource(/^extension\b/).matchAll(/\.get(?:<[^>]*>)?\(\s*'([a-zA-Z.]+)'/g)].map(
      (match) => `smtp.${match[1] ?? ''}`,
    );
    assert.deepEqual(
      settings.filter((setting) => !read.includes(setting)),
      [],
      'contributed, but not read',
    );
    assert.deepEqual(
      [...new Set(read)].filter((setting) => !settings.includes(setting) && `${setting}.` !== DIAGNOSTICS),
      [],
      'read, but not contributed',
    );
  });

  it('has a setting for the severity of each rule that may be disabled; UPDATE=1 writes them', () => {
    if (process.env.UPDATE === '1') writeDiagnosticSettings();
    const { contributes: now } = JSON.parse(readFileSync(manifestFile, 'utf8')) as Manifest;
    const texts = JSON.parse(readFileSync(stringsFile, 'utf8')) as Record<string, string>;
    assert.deepEqual(now.configuration.find(isDiagnostics)?.properties, diagnosticSettings());
    assert.deepEqual(
      Object.fromEntries(Object.entries(texts).filter(([key]) => isDiagnosticText(key))),
      diagnosticTexts(),
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

  it('contributes each kind of token that is its own, with a scope for themes without it', () => {
    const { tokenTypes, tokenModifiers } = SEMANTIC_TOKENS_LEGEND;
    const own = (names: readonly string[], standard: readonly string[]): string[] =>
      names.filter((name) => !standard.includes(name)).sort();
    assert.deepEqual(
      contributes.semanticTokenTypes.map(({ id }) => id).sort(),
      own(tokenTypes, STANDARD_TOKEN_TYPES),
    );
    assert.deepEqual(
      contributes.semanticTokenModifiers.map(({ id }) => id).sort(),
      own(tokenModifiers, STANDARD_TOKEN_MODIFIERS),
    );
    const [scopes] = contributes.semanticTokenScopes;
    assert.equal(scopes?.language, 'smtp');
    assert.deepEqual(
      tokenTypes.filter((type) => scopes.scopes[type] === undefined),
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
      if (/^smtp\.(?:run|runIn|runAll|startTestServer|serveFile)$/.test(command))
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

function readSource(rooms: RegExp): string {
  return readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => rooms.test(name) && name.endsWith('.ts'))
    .map((name) => readFileSync(path.join(root, 'src', name), 'utf8'))
    .join('\n');
}

/** The rules whose findings a person may want to hear of in another way, or not at all. */
function settable(): typeof RULES {
  return RULES.filter((rule) => !staysError(rule));
}

function diagnosticSettings(): Record<string, unknown> {
  return Object.fromEntries(
    settable().map(({ code }, at) => [
      `${DIAGNOSTICS}${code}`,
      {
        type: 'string',
        enum: ['default', 'error', 'warning', 'information', 'hint', 'off'],
        default: 'default',
        scope: 'resource',
        markdownDescription: `%setting.diagnostics.${code}%`,
        order: at + 1,
      },
    ]),
  );
}

function diagnosticTexts(): Record<string, string> {
  return Object.fromEntries(
    settable().map(({ code, severity }) => [
      `setting.diagnostics.${code}`,
      `The severity of [\`${code}\`](${pageOf(code)}); by default **${severity}**.`,
    ]),
  );
}

function isDiagnostics({ title }: { readonly title: string }): boolean {
  return title === '%setting.diagnostics.title%';
}

function isDiagnosticText(key: string): boolean {
  return key.startsWith('setting.diagnostics.') && key !== 'setting.diagnostics.title';
}

function writeDiagnosticSettings(): void {
  const configuration = manifest.contributes.configuration.map((each) =>
    isDiagnostics(each) ? { ...each, properties: diagnosticSettings() } : each,
  );
  const contributes = { ...manifest.contributes, configuration };
  writeFileSync(manifestFile, `${JSON.stringify({ ...manifest, contributes }, undefined, 2)}\n`);
  const others = Object.entries(strings).filter(([key]) => !isDiagnosticText(key));
  const texts = Object.fromEntries([...others, ...Object.entries(diagnosticTexts())]);
  writeFileSync(stringsFile, `${JSON.stringify(texts, undefined, 2)}\n`);
}
