import { expect } from 'chai'
import { whyNot } from '../../../src/commands/log/why-not.ts'
import { plainRequest, withRecording } from '../../support/recording-folder.ts'

describe('why a body is not recorded', () => {
  it('is told where it is known', () =>
    withRecording(
      [
        { request: plainRequest('a'), end: { withheld: true } },
        { request: plainRequest('a'), end: { left: ['answer'] } },
      ],
      async ({ exchanges: [withheld, left] }) => {
        if (!withheld || !left) throw new Error('two were written')
        expect(whyNot(withheld)).to.equal(': a plugin has kept it from being recorded')
        expect(whyNot(left, 'answer')).to.equal(': too much waited for the disk')
        expect(whyNot(left)).to.equal('')
      },
    ))
})
