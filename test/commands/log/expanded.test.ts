import { expect } from 'chai'
import { expanded } from '../../../src/commands/log/expanded.ts'
import { firstRequest, recordedStory } from '../../support/recorded-story.ts'
import { plainRequest, withRecording } from '../../support/recording-folder.ts'
import { packedPlainly } from '../../support/recordings.ts'

describe('an exchange in full', () => {
  it('has its bodies in place of what they are packed in', () =>
    withRecording(recordedStory, async ({ exchanges: [first, , , , open] }) => {
      if (!first || !open) throw new Error('five were written')
      const whole = (await expanded(first)) as Record<string, unknown>
      expect(whole).to.deep.include({ seq: 1, id: 'req_1', outcome: 'answered', request: firstRequest })
      expect(whole.changed).to.deep.equal({ ...firstRequest, system: 'short' })
      expect(whole.answer).to.have.property('stop_reason', 'tool_use')
      expect(whole.attempts).to.have.nested.property('[0].sent', 'client')
      expect(JSON.stringify(whole)).not.to.contain('rope')
      expect(await expanded(open)).to.deep.include({ outcome: 'open', request: firstRequest })
    }))
  it('has text where a body is no JSON, and base64 where it is no text', () =>
    withRecording(
      [
        {
          request: plainRequest('a'),
          open: { request: { rope: ['{"a'], bytes: 3 } },
          end: {
            answer: { rope: [{ base64: '/w==' }], bytes: 1 },
            attempts: [
              {
                number: 1,
                backend: 'b',
                model: 'm',
                time: '',
                method: 'POST',
                url: '',
                sent: packedPlainly({ x: 1 }),
              },
            ],
          },
        },
      ],
      async ({ exchanges: [one] }) => {
        if (!one) throw new Error('one was written')
        const whole = (await expanded(one)) as Record<string, unknown>
        expect([whole.request, whole.answer]).to.deep.equal(['{"a', { base64: '/w==' }])
        expect(whole.attempts).to.have.deep.nested.property('[0].sent', { x: 1 })
      },
    ))
})
