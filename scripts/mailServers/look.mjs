// Looks for programs, plug-ins and users without changing anything.
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

/** Where mail servers live, which is often not in an ordinary user's PATH. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The absolute path of a program, or `undefined`. */
export function findProgram(name) {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), ...SYSTEM_FOLDERS];
  return folders
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, name))
    .find(isExecutable);
}

/** Whether Cyrus SASL has a plug-in; its folder's name depends on the distribution and the processor. */
export function findSaslPlugin(name) {
  const libraries = ['/usr/lib', '/usr/lib64'].filter((folder) => existsSync(folder));
  const folders = libraries.flatMap((library) => [
    library,
    ...readdirSync(library).map((entry) => path.join(library, entry)),
  ]);
  return folders.some((folder) => existsSync(path.join(folder, 'sasl2', `${name}.so`)));
}

/** Whether the system knows a user. */
export function hasUser(name) {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .some((line) => line.startsWith(`${name}:`));
}

/** Runs a program to its end without input; its code is `undefined` when it could not be started. */
export function runProgram(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      output += chunk;
    });
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: undefined, stdout, output: `${output}${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? undefined, stdout, output }));
  });
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
