import * as assert from 'node:assert/strict';
import { readSettings, type Settings } from '../../../src/languageServer/settings';

const DEFAULTS: Settings = {
  diagnostics: {},
  inlayHints: { challenges: true, userNames: true, fileSizes: true, variables: true },
  upperCaseVerbs: false,
  environment: undefined,
};

describe('language server: settings', () => {
  it('have defaults, whatever is sent', () => {
    for (const value of [
      undefined,
      null,
      {},
      { smtp: null },
      'dev',
      1,
      [],
      { inlayHints: 'no', environment: 3 },
    ])
      assert.deepEqual(readSettings(value), DEFAULTS);
  });

  it('are read by themselves and below smtp', () => {
    const own = {
      diagnostics: { 'unknown-command': 'off', 'leading-dot': 'loud', 'bad-base64': 'warning' },
      inlayHints: { challenges: false },
      format: { upperCaseVerbs: true },
      environment: 'dev',
    };
    const expected: Settings = {
      diagnostics: { 'unknown-command': 'off', 'bad-base64': 'warning' },
      inlayHints: { ...DEFAULTS.inlayHints, challenges: false },
      upperCaseVerbs: true,
      environment: 'dev',
    };
    assert.deepEqual(readSettings(own), expected);
    assert.deepEqual(readSettings({ smtp: own }), expected);
  });
});
