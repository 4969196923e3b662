/** What has come of a council so far, in the words of a header and of the lines that a person may watch. */
import type { CouncilEvent, CouncilMode, Member } from '../../council/types.ts'

export const councilHeader = 'x-claudecodex-council'

export const soloWords = (because: string): string => `solo (${because})`

export class Course {
  readonly #mode: CouncilMode
  readonly #of: number
  #answered = 0
  #ended = 0
  #reviews = 0
  #writer: Member | undefined

  constructor(mode: CouncilMode, members: number) {
    this.#mode = mode
    this.#of = members
  }

  /** Members whose answers can be used. */
  get answered(): number {
    return this.#answered
  }

  /** Such as `full 3/3; openai:gpt-4o`: who has answered, and who writes. */
  words(writer = this.#writer): string {
    const who = writer ? `; ${writer.id}` : ''
    // The winner of a race is the only one of whom anything is known when the answer begins.
    const count = this.#mode === 'race' && writer ? '' : ` ${this.#answered}/${this.#of}`
    return `${this.#mode}${count}${who}`
  }

  /** Takes note of an event. Returns the line that tells of it, where it is worth one. */
  note(event: CouncilEvent): string | undefined {
    switch (event.type) {
      case 'member_began':
        if (this.#mode === 'race') this.#writer = event.member
        return undefined
      case 'member_ended': {
        const { member, status, timing } = event.answer
        this.#ended += 1
        if (status === 'answered') this.#answered += 1
        return this.#mode === 'race'
          ? undefined
          : `council ${this.#ended}/${this.#of} · ${member.id} ${status === 'answered' ? secondsText(timing.totalMs) : status}`
      }
      case 'review_ended':
        this.#reviews += 1
        return `review ${this.#reviews} · ${event.review.reviewer.id} ${secondsText(event.review.timing.totalMs)}`
      case 'synthesis_started':
        this.#writer = event.by
        return `${event.by.id} writes the answer`
      case 'synthesis_failed':
        this.#writer = undefined
        return `${event.by.id} failed`
      default:
        return undefined
    }
  }
}

const secondsText = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`
