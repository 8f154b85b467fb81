import assert from 'node:assert/strict';
import { describeReplyCode } from '../../../src/smtp/replyCodes';
import {
  describeEnhancedCode,
  ENHANCED_CODES,
  findEnhancedCode,
  parseEnhancedCode,
} from '../../../src/smtp/enhancedCodes';

describe('smtp/enhancedCodes', () => {
  it('reads a code at the start of a text', () => {
    assert.deepEqual(parseEnhancedCode('2.1.5 Ok'), { class: 2, subject: 1, detail: 5, text: '2.1.5' });
    assert.deepEqual(parseEnhancedCode('5.7.26'), { class: 5, subject: 7, detail: 26, text: '5.7.26' });
    assert.equal(parseEnhancedCode('4.001.0\tx')?.text, '4.1.0');
    assert.equal(parseEnhancedCode('4.999.999')?.detail, 999);
  });

  it('is not misled by other numbers', () => {
    for (const text of [
      '',
      'Ok',
      ' 2.1.5',
      '3.1.5',
      '2.1',
      '2.1.5.6',
      '2.1.5x',
      '2.1.1000',
      '2..5',
      '192.0.2.1',
      '2.1.5)',
    ]) {
      assert.equal(parseEnhancedCode(text), undefined, text);
    }
  });

  it('puts codes into words, from the first and the last of each subject', () => {
    const cases: [string, string][] = [
      ['2.0.0', 'success, undefined: other undefined status'],
      ['5.1.1', 'permanent failure, addressing: bad destination mailbox address'],
      ['5.1.10', 'permanent failure, addressing: recipient address has null MX'],
      ['4.2.2', 'temporary failure, mailbox: mailbox full'],
      ['5.2.4', 'permanent failure, mailbox: mailing list expansion problem'],
      ['2.3.6', 'success, mail system: requested priority was changed'],
      ['4.4.7', 'temporary failure, network and routing: delivery time expired'],
      ['5.5.6', 'permanent failure, mail delivery protocol: authentication exchange line is too long'],
      [
        '5.6.7',
        'permanent failure, message content: non-ASCII addresses not permitted for that sender or recipient',
      ],
      ['5.7.8', 'permanent failure, security or policy: authentication credentials invalid'],
      ['5.7.13', 'permanent failure, security or policy: user account disabled'],
      ['5.7.26', 'permanent failure, security or policy: multiple authentication checks failed'],
      ['5.7.30', 'permanent failure, security or policy: REQUIRETLS support required'],
    ];
    for (const [code, words] of cases) assert.equal(describeEnhancedCode(code), words);
  });

  it('says what it can of a code that is not registered', () => {
    assert.equal(describeEnhancedCode('5.7.31'), 'permanent failure, security or policy');
    assert.equal(describeEnhancedCode('4.9.1'), 'temporary failure');
    assert.equal(describeEnhancedCode('nothing'), undefined);
    const parsed = parseEnhancedCode('2.1.5 Ok');
    assert.ok(parsed);
    assert.equal(describeEnhancedCode(parsed), 'success, addressing: destination address valid');
  });

  it('has the whole registry: each subject’s details from 0 up, with a source, classes and an explanation', () => {
    const counts = [1, 11, 5, 7, 8, 7, 11, 31];
    for (const [subject, count] of counts.entries())
      assert.deepEqual(
        ENHANCED_CODES.filter((info) => info.subject === subject).map(({ detail }) => detail),
        Array.from({ length: count }, (_, at) => at),
      );
    assert.equal(ENHANCED_CODES.length, 81);
    for (const { subject, detail, text, explanation, classes, rfc } of ENHANCED_CODES) {
      const code = `X.${subject}.${detail}`;
      assert.notEqual(text, '', code);
      assert.match(explanation, /^[A-Z].*\.$/, code);
      assert.ok(classes.length > 0, code);
      assert.match(rfc, /^RFC \d{4} section [\d.]+$|^IANA$/, code);
    }
  });

  it('associates only reply codes that are known, in the classes it names', () => {
    for (const { subject, detail, replies, classes } of ENHANCED_CODES)
      for (const code of replies) {
        assert.ok(describeReplyCode(code), `X.${subject}.${detail}: ${code}`);
        assert.ok(
          classes.some((each) => Math.floor(code / 100) === each),
          `X.${subject}.${detail}: ${code}`,
        );
      }
    assert.deepEqual(findEnhancedCode({ subject: 7, detail: 8 })?.replies, [535, 554]);
    assert.equal(findEnhancedCode({ subject: 8, detail: 0 }), undefined);
  });
});
