import { expect } from 'chai'
import { InternalError } from '../../../src/anthropic/errors.ts'
import { wallClock } from '../../../src/commands/council/clock.ts'
import { type Convene, runCouncil, textIn } from '../../../src/commands/council/run.ts'
import type { CouncilEvent, CouncilParts } from '../../../src/council/types.ts'
import { failureOf } from '../../support/failure.ts'
import { requestOf } from '../../support/gateway.ts'
import {
  answerOf,
  councilWith,
  eventsOfText,
  goodCourse,
  lackOf,
  resultOf,
  scripted,
  timed,
} from './support.ts'

const parts: CouncilParts = {
  clock: wallClock,
  async *call() {
    yield* []
  },
}
const run = (
  convene: Convene,
  signal = new AbortController().signal,
  onEvent: (event: CouncilEvent) => void = () => {},
) => runCouncil({ convene, council: councilWith(), request: requestOf('Why?'), parts, signal, onEvent })

describe('a council that is followed', () => {
  it('ends with its result, and every event was shown', async () => {
    const seen: CouncilEvent[] = []
    const course = goodCourse()
    const end = await run(scripted(course), undefined, event => seen.push(event))
    expect(seen).to.deep.equal(course)
    const { answers, reviews, ranking, text } = resultOf()
    expect(end).to.deep.include({ status: 'ended', answers, reviews, ranking, text })
    expect(end.chairman?.id).to.equal('sim:a')
  })
  it('ends with what there was where it fails', async () => {
    const error = new InternalError('gone')
    const end = await run(
      scripted(
        timed([
          { type: 'member_ended', answer: answerOf('a') },
          ...eventsOfText('half').map(event => ({ type: 'event' as const, event })),
          { type: 'failed', error, answers: [answerOf('a'), lackOf('b', 'failed')] },
        ]),
      ),
    )
    expect(end).to.deep.include({ status: 'failed', error, text: 'half', reviews: [] })
    expect(end.answers.map(({ status }) => status)).to.deep.equal(['answered', 'failed'])
  })
  it('fails where it ends without a word, and throws what is thrown', async () => {
    const { status, error } = await run(scripted([]))
    expect(status).to.equal('failed')
    expect(error?.message).to.contain('without a word')
    const thrown = await failureOf(
      run(async function* () {
        yield* goodCourse().slice(0, 2)
        throw new TypeError('a fault')
      }),
    )
    expect(thrown).to.be.instanceOf(TypeError)
  })
  it('ends at once where it is aborted, with what had come until then', async () => {
    const controller = new AbortController()
    let wasLeft = false
    const endless: Convene = async function* (_council, _request, _parts, signal) {
      try {
        yield* timed([{ type: 'member_ended', answer: answerOf('a') }])
        await wallClock.sleep(60_000, signal)
        throw signal.reason
      } finally {
        wasLeft = true
      }
    }
    const end = await run(endless, controller.signal, () => controller.abort(new Error('interrupted')))
    expect(end.status).to.equal('aborted')
    expect(end.answers.map(({ member }) => member.id)).to.deep.equal(['sim:a'])
    expect(wasLeft).to.equal(true)
  })
  it('does not wait for one that does not hear', async () => {
    const controller = new AbortController()
    const deaf: Convene = async function* () {
      yield* timed([{ type: 'member_ended', answer: answerOf('a') }])
      await new Promise(() => {})
    }
    const end = await run(deaf, controller.signal, () => controller.abort())
    expect(end.status).to.equal('aborted')
  })
  it('has its text from the events of the answer', () => {
    expect(eventsOfText('All in all').map(textIn).join('')).to.equal('All in all')
  })
})
