import * as assert from 'node:assert/strict';
import { createEhloMemory, type EhloMemory } from '../../../src/extension/ehlo';
import type { SessionEvent } from '../../../src/runner/events';

describe('the memory of EHLO replies', () => {
  const start = (server: string): SessionEvent => ({ type: 'start', title: 'T', line: 1, server, at: 0 });
  const sent = (text: string): SessionEvent => ({
    type: 'sent',
    line: 1,
    text,
    octets: text.length + 2,
    tls: false,
    role: 'command',
    at: 0,
  });
  const reply = (code: number, ...lines: string[]): SessionEvent => ({
    type: 'reply',
    line: 1,
    reply: { code, lines },
    milliseconds: 1,
    at: 0,
  });
  const run = (memory: EhloMemory, ...events: SessionEvent[]): void => events.forEach(memory.follow());

  it('keeps the latest reply of each server, however its URL is written', () => {
    const memory = createEhloMemory();
    run(memory, start('smtp://Mail.example.com'), reply(220, 'hi'), sent('EHLO a'), reply(250, 'b', 'SIZE'));
    run(
      memory,
      start('lmtp://mail.example.com:24'),
      reply(220, 'hi'),
      sent('lhlo a'),
      reply(250, 'b', 'DSN'),
    );
    assert.deepEqual(memory.latest('smtp://mail.example.com:25'), ['b', 'SIZE']);
    assert.deepEqual(memory.latest('lmtp://mail.example.com'), ['b', 'DSN']);
    assert.equal(memory.latest('smtp://other.example.com'), undefined);
  });

  it('takes the reply after STARTTLS for the better one', () => {
    const memory = createEhloMemory();
    run(
      memory,
      start('smtp://mail.example.com'),
      sent('EHLO a'),
      reply(250, 'b', 'STARTTLS'),
      sent('STARTTLS'),
      reply(220, 'Go'),
      sent('EHLO a'),
      reply(250, 'b', 'AUTH PLAIN'),
      sent('QUIT'),
      reply(221, 'Bye'),
    );
    assert.deepEqual(memory.latest('smtp://mail.example.com'), ['b', 'AUTH PLAIN']);
  });

  it('takes no other reply, and no refusal, for one', () => {
    const memory = createEhloMemory();
    run(
      memory,
      start('smtp://mail.example.com'),
      sent('NOOP'),
      reply(250, 'Ok'),
      sent('EHLO a'),
      reply(502, 'No'),
    );
    assert.equal(memory.latest('smtp://mail.example.com'), undefined);
  });

  it('takes the last reply of a pipelined group', () => {
    const memory = createEhloMemory();
    run(
      memory,
      start('smtp://mail.example.com'),
      sent('RSET'),
      sent('EHLO a'),
      reply(250, 'Ok'),
      reply(250, 'b', 'SIZE'),
    );
    assert.deepEqual(memory.latest('smtp://mail.example.com'), ['b', 'SIZE']);
  });
});
