/** Mode `race`: the first member to say something answers alone. One is asked; another only when that one fails or is slow. */
import { type ApiError, InternalError, toApiError } from '../anthropic/errors.ts'
import { settled } from './ask.ts'
import { shortcomingOf } from './failures.ts'
import { ModelCall } from './model-call.ts'
import { answerFrom, requestFor } from './respond.ts'
import type { Sitting } from './sitting.ts'
import { BrokenAnswer, heardStart, tellRest } from './told.ts'
import type { Member, MemberAnswer } from './types.ts'
import { Start } from './words.ts'

/** Milliseconds without a word after which the next member is asked too. */
export const hedgeMs = 3_000

/**
 * What the first member to begin has said, which has been told by then; undefined where none has. Puts all that were asked into
 * `sitting.answers`. Throws a `BrokenAnswer` where the winner stops in the middle.
 */
export async function race(sitting: Sitting): Promise<MemberAnswer | undefined> {
  const runners: Runner[] = []
  const winner = await firstToBegin(sitting, runners)
  try {
    return await winner?.finish()
  } finally {
    sitting.answers = await Promise.all(runners.map(({ ended }) => ended))
    for (const answer of sitting.answers) {
      if (!['answered', 'aborted'].includes(answer.status))
        sitting.degraded.push(`${answer.member.id} ${shortcomingOf(answer)}`)
    }
  }
}

function firstToBegin(sitting: Sitting, runners: Runner[]): Promise<Runner | undefined> {
  const { members } = sitting.council
  return new Promise((resolve, reject) => {
    let isDecided = members.length === 0
    let failed = 0
    const startNext = (): void => {
      const member = members[runners.length]
      if (!member || isDecided) return
      const callOff = sitting.alarm(hedgeMs, startNext)
      const runner = new Runner(sitting, member, callOff)
      runners.push(runner)
      const judge = (hasBegun: boolean): void => {
        callOff()
        if (isDecided) {
          runner.stop()
          return
        }
        if (!hasBegun) {
          failed += 1
          startNext()
        }
        isDecided = hasBegun || failed === members.length
        if (!isDecided) return
        for (const other of runners) if (other !== runner) other.stop()
        resolve(hasBegun ? runner : undefined)
      }
      runner.begin().then(judge).catch(reject)
    }
    startNext()
    if (members.length === 0) resolve(undefined)
  })
}

/** A member that runs. */
class Runner {
  readonly ended: Promise<MemberAnswer>
  readonly #sitting: Sitting
  readonly #member: Member
  readonly #call: ModelCall
  readonly #resolve: (answer: MemberAnswer) => void
  #start: Start | undefined

  constructor(sitting: Sitting, member: Member, onFirst: () => void) {
    this.#sitting = sitting
    this.#member = member
    const { promise, resolve } = withResolver<MemberAnswer>()
    this.ended = promise
    this.#resolve = resolve
    sitting.tell({ type: 'member_started', member })
    this.#call = new ModelCall(sitting, {
      role: 'member',
      member,
      request: requestFor(member, sitting.request, isTold(sitting) ? 'kept' : 'dropped'),
      limitMs: sitting.council.callMs,
      onFirst: () => {
        sitting.tell({ type: 'member_began', member })
        onFirst()
      },
    })
  }

  /** Whether it has said something that may be told. */
  async begin(): Promise<boolean> {
    try {
      this.#start = await heardStart(this.#call)
      return true
    } catch (thrown) {
      await this.#end(toApiError(thrown))
      return false
    }
  }

  /** The winner, to its end. */
  async finish(): Promise<MemberAnswer> {
    try {
      await tellRest(this.#sitting, this.#call, this.#start ?? new Start(), isTold(this.#sitting))
      return await this.#end()
    } catch (thrown) {
      await this.#end(toApiError(thrown instanceof BrokenAnswer ? thrown.cause : thrown))
      throw thrown
    }
  }

  /** Another was first. */
  stop(): void {
    this.#call.stop()
    // It had begun in the same moment, and nobody hears it any more.
    if (this.#start) this.#end(new InternalError('another was first')).catch(() => {})
  }

  async #end(failure?: ApiError): Promise<MemberAnswer> {
    // Whole, and still nothing to be shown: what is amiss with it is found in the message.
    const error = this.#call.sale === 'whole' ? undefined : failure
    const asked = await settled(this.#sitting, this.#call, error)
    const answer = answerFrom(this.#sitting, this.#member, asked, failure ? 'text' : 'tools')
    this.#resolve(answer)
    this.#sitting.tell({ type: 'member_ended', answer })
    return answer
  }
}

/** Where nobody is to write an answer, what the first says is advice to somebody who has the tools. */
const isTold = ({ council }: Sitting): boolean => council.synthesizes !== false

function withResolver<Value>(): {
  readonly promise: Promise<Value>
  readonly resolve: (value: Value) => void
} {
  let resolve: (value: Value) => void = () => {}
  const promise = new Promise<Value>(settle => {
    resolve = settle
  })
  return { promise, resolve }
}
