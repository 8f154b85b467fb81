import { command } from './command';

/** Makes the file in which Cyrus SASL finds the password of `test`. */
export async function writeSaslPasswords(file: string): Promise<void> {
  await command('saslpasswd2', ['-p', '-c', '-f', file, '-u', 'mail.example.test', 'test'], 'secret\n');
}
