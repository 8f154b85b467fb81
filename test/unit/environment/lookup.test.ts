import * as assert from 'node:assert/strict';
import { environmentNames, lookUp, type EnvironmentSource } from '../../../src/environment/lookup';

function source(uri: string, environments: unknown): EnvironmentSource {
  return { uri, text: JSON.stringify(environments) };
}

const SOURCES = [
  source('file:///a/b/smtp.private.env.json', { dev: { password: 'near-private' } }),
  source('file:///a/b/smtp.env.json', { $shared: { host: 'near-shared' }, dev: { password: 'near' } }),
  source('file:///a/smtp.private.env.json', { $shared: { host: 'far-private-shared' } }),
  source('file:///a/smtp.env.json', { dev: { host: 'far-dev' }, prod: { host: 'far-prod' } }),
];

function found(active: string | undefined): string[] {
  return lookUp(SOURCES, active).map(({ name, value, secret }) => `${name}=${secret ? `(${value})` : value}`);
}

describe('environments: the order of looking a name up', () => {
  it('goes from the chosen environment to $shared, from near to far, from private to public', () => {
    assert.deepEqual(found('dev'), [
      'password=(near-private)',
      'password=near',
      'host=far-dev',
      'host=near-shared',
      'host=(far-private-shared)',
    ]);
  });

  it('has only $shared while none is chosen', () => {
    const shared = ['host=near-shared', 'host=(far-private-shared)'];
    assert.deepEqual(found(undefined), shared);
    assert.deepEqual(found('$shared'), shared);
  });

  it('names those that can be chosen', () => {
    assert.deepEqual(environmentNames(SOURCES), ['dev', 'prod']);
  });
});
