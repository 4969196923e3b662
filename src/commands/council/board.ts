/** What a person sees of a council while it sits: a line for each member and reviewer, then what has come of them. */
import { Chalk } from 'chalk'
import type { CouncilEvent, Review } from '../../council/types.ts'
import { eventText } from './event-text.ts'
import { secondsText } from './words.ts'

const plain = new Chalk({ level: 0 })

interface Row {
  /** Of a row that is still open: since when, in milliseconds of the clock. */
  readonly since?: number
  readonly text: string
}

export class Board {
  readonly #rows = new Map<string, Row>()
  readonly #reviews: Review[] = []
  #callMs: number | undefined

  /** `now` in milliseconds. */
  add(event: CouncilEvent, now: number): void {
    switch (event.type) {
      case 'started':
        this.#callMs = event.council.callMs
        break
      case 'member_started':
        this.#open(`member ${event.member.id}`, event.member.id, now)
        break
      case 'member_began':
        this.#open(`member ${event.member.id}`, `${event.member.id}  writes`, now)
        break
      case 'member_ended':
        this.#end(`member ${event.answer.member.id}`, event)
        break
      case 'review_started':
        this.#open(`review ${event.reviewer.id}`, `review of ${event.reviewer.id}`, now)
        break
      case 'review_ended':
        this.#reviews.push(event.review)
        this.#end(`review ${event.review.reviewer.id}`, event)
        break
      default:
        this.#end(`${event.type} ${this.#rows.size}`, event)
    }
  }

  /** Without colours. */
  lines(now: number): readonly string[] {
    return [...this.#rows.values()].flatMap(({ since, text }) =>
      since === undefined ? text.split('\n') : [`${spinner(now)} ${text}  ${secondsText(now - since)}`],
    )
  }

  #open(key: string, text: string, now: number): void {
    this.#rows.set(key, { since: this.#rows.get(key)?.since ?? now, text })
  }

  #end(key: string, event: CouncilEvent): void {
    const context = {
      colors: plain,
      reviews: this.#reviews,
      ...(this.#callMs !== undefined && { callMs: this.#callMs }),
    }
    const text = eventText(event, context)
    if (text !== undefined) this.#rows.set(key, { text })
  }
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const
const spinner = (now: number): string => frames[Math.floor(now / 100) % frames.length] ?? ''
