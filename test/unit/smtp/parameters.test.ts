import assert from 'node:assert/strict';
import { parseParameters } from '../../../src/smtp/parameters';

describe('smtp/parameters', () => {
  it('splits parameters, with their places', () => {
    assert.deepEqual(parseParameters(' size=10  SMTPUTF8 AUTH=<>'), {
      parameters: [
        { name: 'SIZE', value: '10', offset: 1, length: 7 },
        { name: 'SMTPUTF8', offset: 10, length: 8 },
        { name: 'AUTH', value: '<>', offset: 19, length: 7 },
      ],
      faults: [],
    });
    assert.deepEqual(parseParameters('ORCPT=utf-8;é@x').parameters[0]?.value, 'utf-8;é@x');
    assert.deepEqual(parseParameters('  '), { parameters: [], faults: [] });
  });

  it('lists what is none, and reads the rest', () => {
    const { parameters, faults } = parseParameters('SIZE= -x=1 A=b=c =5 RET=a\x01 <b@c> BODY=7BIT');
    assert.deepEqual(
      parameters.map((parameter) => parameter.name),
      ['BODY'],
    );
    assert.deepEqual(faults.map((fault) => [fault.offset, fault.length]), [[0, 5], [6, 4], [11, 5], [17, 2], [20, 6], [27, 5]]); // prettier-ignore
    assert.match(faults[0]?.message ?? '', /value of SIZE is missing/);
    assert.match(faults[2]?.message ?? '', /\+3D/);
  });
});
