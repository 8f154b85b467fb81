import * as assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

const root = process.cwd();

/** Who may import whom: for each room its own files, and what else. A room that is not named may not be imported. */
const ROOMS: Readonly<Record<string, readonly RegExp[]>> = {
  syntax: [],
  smtp: [],
  environment: [/^src\/syntax\/(?:span|secretNames)$/, /^jsonc-parser$/],
  language: [/^src\/(?:syntax|smtp|environment)\//, /^vscode-languageserver-types$/],
  policy: [/^node:crypto$/],
  runner: [/^src\/(?:syntax|smtp|policy)\//, /^src\/transport\/transport$/],
  transport: [/^node:(?:net|tls|fs|http|crypto|url)$/, /^socks$/],
  report: [/^src\/runner\/(?:events|result)$/],
  server: [/^node:/, /^(?:smtp-server|mailparser|selfsigned)(?:\/|$)/, /^src\/smtp\//],
  languageServer: [
    /^node:/,
    /^vscode-languageserver(?:\/node|-textdocument|-types)?$/,
    /^src\/(?:syntax|environment|language)\//,
  ],
  host: [/^node:/, /^dns-packet$/, /^src\/(?:environment|policy|runner|transport)\//, /^src\/server\/index$/],
  cli: [
    /^node:/,
    /^src\/(?:syntax|smtp|environment|language|languageServer|runner|transport|report|server|host)\//,
  ],
  extension: [
    /^node:/,
    /^vscode$/,
    /^vscode-languageserver-types$/,
    /^src\/(?:syntax|smtp|environment|language|runner|transport|report|server|host)\//,
  ],
};

/** Exceptions for single files, each with the reason that the design gives. */
const ALSO: readonly { readonly file: RegExp; readonly may: RegExp }[] = [
  // It plays documents.
  { file: /^src\/server\/scripted\//, may: /^src\/syntax\// },
  // Only the mechanisms' hashes need Node, and only what they hash has to be prepared.
  { file: /^src\/smtp\/sasl\//, may: /^(?:node:(?:crypto|util)|@mongodb-js\/saslprep)$/ },
];

describe('architecture', () => {
  const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `src/${name.replaceAll(path.sep, '/')}`);

  it('finds the code', () => assert.ok(files.length > 50));

  for (const room of Object.keys(ROOMS)) {
    it(`src/${room} imports only what it may`, () => {
      const own = files.filter((file) => file.startsWith(`src/${room}/`));
      assert.ok(own.length > 0, `there is no src/${room}`);
      assert.deepEqual(
        own.flatMap((file) => trespasses(file, room)),
        [],
      );
    });
  }

  it('has no room that is not named', () => {
    const rooms = new Set(files.map((file) => file.split('/')[1]));
    assert.deepEqual(
      [...rooms].filter((room) => room !== undefined && !(room in ROOMS)),
      [],
    );
  });

  it('keeps console, process and vscode out of the core', () => {
    const core = files.filter((file) =>
      /^src\/(?:syntax|smtp|environment|language|policy|runner|report)\//.test(file),
    );
    const found = core.filter((file) =>
      /\bconsole\.|\bprocess\.(?:env|stdout|stderr|exit)\b/.test(code(file)),
    );
    assert.deepEqual(found, []);
  });

  it('loads the lazy rooms only by a dynamic import', () => {
    const eager = files.filter(
      (file) =>
        file.startsWith('src/extension/') &&
        !/^src\/extension\/(?:runs|features)\//.test(file) &&
        /^import (?!type\b).*from '\.[^']*\/(?:runs|features|runner|transport|report|host|server)\b/m.test(
          code(file),
        ),
    );
    assert.deepEqual(eager, []);
  });
});

function trespasses(file: string, room: string): string[] {
  const allowed = [
    ...(ROOMS[room] ?? []),
    ...ALSO.filter((each) => each.file.test(file)).map((each) => each.may),
  ];
  return importsOf(file)
    .filter(
      (target) => !target.startsWith(`src/${room}/`) && !allowed.some((pattern) => pattern.test(target)),
    )
    .map((target) => `${file} imports ${target}`);
}

/** What a file imports, statically or not: packages by name, our own files by their path from the root without extension. */
function importsOf(file: string): string[] {
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s*'([^']+)'|import\s*\(\s*'([^']+)'\s*\)|(?:^|\n)import\s*'([^']+)'/g;
  return [...code(file).matchAll(pattern)].map((match) => {
    const target = match[1] ?? match[2] ?? match[3] ?? '';
    return target.startsWith('.') ? path.posix.join(path.posix.dirname(file), target) : target;
  });
}

function code(file: string): string {
  return readFileSync(path.join(root, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
}
