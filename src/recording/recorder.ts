/**
 * Writes exchanges down: a line when one begins, so that a crash loses only its answer, and a line when it has ended. Nobody
 * waits for it: what there is to pack is packed beside the exchange, and what fails here fails nowhere else.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Usage } from '../anthropic/message.ts'
import { NotTakenError } from './blob-store.ts'
import { type CacheEvidence, cacheVerdict } from './cache-verdict.ts'
import { evidenceOfPacked } from './evidence.ts'
import type { Packed } from './packed.ts'
import { Packer } from './packer.ts'
import { exchangeLine, openLine, textLine } from './record-lines.ts'
import type { AttemptFacts, Begun, Ended } from './recorded-facts.ts'
import type { BodyName, ExchangeLine, PackedBody } from './schema.ts'

/** One file of a recording, as the recorder writes it. */
export interface RecordingPart {
  /** Bytes that belong together; `smaller` are taken in their place where too much waits for the disk. */
  append(
    parts: readonly (Buffer | string)[],
    smaller?: () => readonly (Buffer | string)[],
  ): 'whole' | 'smaller' | 'lost'
  /** An exchange that began in this file will end in it. */
  enter(): void
  leave(): void
}

export interface RecordingFiles {
  current(): RecordingPart
  /** Writes what waits, and the end of each file. */
  close(): Promise<void>
}

interface Open {
  readonly begun: Begun
  readonly seq: number
  readonly part: RecordingPart
  readonly packer: Packer
  /** When its first line is written: the request, where it was known. */
  readonly opened: Promise<Packed | undefined>
}

export interface RecorderParts {
  readonly files: RecordingFiles
  /** Told of a fault of ours, once for each kind. */
  readonly report: (text: string) => void
  /** Milliseconds before a request is packed: it is on its way upstream by then. */
  readonly delayMs?: number
}

const defaultDelay = 4
/** Conversations whose last turn is remembered, to say why a cache was missed. */
const mostConversations = 256

export class Recorder {
  readonly #files: RecordingFiles
  readonly #report: (text: string) => void
  readonly #delay: number
  readonly #open = new Map<string, Open>()
  readonly #packers = new WeakMap<RecordingPart, Packer>()
  readonly #turns = new Map<string, CacheEvidence>()
  readonly #ending = new Set<Promise<void>>()
  readonly #reported = new Set<string>()
  #seq = 0

  constructor({ files, report, delayMs = defaultDelay }: RecorderParts) {
    this.#files = files
    this.#report = report
    this.#delay = delayMs
  }

  begin(begun: Begun): void {
    const part = this.#files.current()
    part.enter()
    this.#seq += 1
    const [seq, packer] = [this.#seq, this.#packerOf(part)]
    const opened = this.#begin({ begun, seq, part, packer })
    this.#open.set(begun.id, { begun, seq, part, packer, opened })
  }

  /** Of one that has not begun here nothing is written. */
  end(id: string, ended: Ended): void {
    const open = this.#open.get(id)
    if (!open) return
    this.#open.delete(id)
    const work = this.#guarded(() => this.#end(open, ended)).then(() => open.part.leave())
    this.#ending.add(work)
    void work.finally(() => this.#ending.delete(work))
  }

  /** Waits for what is being written. Exchanges that are still open stay without an end. */
  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map(({ opened }) => opened))
    await Promise.all(this.#ending)
    await this.#files.close()
  }

  #packerOf(part: RecordingPart): Packer {
    const packer = this.#packers.get(part) ?? new Packer(line => part.append(line) === 'whole')
    this.#packers.set(part, packer)
    return packer
  }

  async #begin({ begun, seq, part, packer }: Omit<Open, 'opened'>): Promise<Packed | undefined> {
    const { bytes } = begun
    if (bytes) await pause(this.#delay)
    const packed = bytes && (await this.#pack({ begun, packer }, bytes))
    part.append([textLine(openLine(begun, seq, packed?.body))], () => [textLine(openLine(begun, seq))])
    return packed
  }

  async #end(open: Open, ended: Ended): Promise<void> {
    const { begun, seq, part } = open
    const asked = (await open.opened) ?? (await this.#packed(open, ended.request))
    const changed = await this.#packed(open, ended.changed, ' changed')
    const sent: (PackedBody | 'client' | undefined)[] = []
    for (const attempt of ended.attempts) sent.push(await this.#sent(open, attempt))
    const cache = this.#cacheVerdict(open, changed ?? asked, ended)
    const about = { id: begun.id, seq, ...(cache && { cache }) }
    const contents = {
      ...(!begun.bytes && asked && { request: asked.body }),
      ...(changed && { changed: changed.body }),
      sent,
    }
    const missing: BodyName[] = [
      ...((begun.bytes || ended.request) && !asked ? (['request'] as const) : []),
      ...(ended.changed && !changed ? (['changed'] as const) : []),
      ...(ended.attempts.some((attempt, index) => attempt.sent && !sent[index]) ? (['sent'] as const) : []),
    ]
    const whole = { ...about, ...(missing.length > 0 && { left: missing }) }
    part.append([textLine(exchangeLine(ended, whole, contents))], () => [
      textLine(exchangeLine(ended, { ...about, left: ['request', 'changed', 'sent', 'answer'] })),
    ])
  }

  async #packed(open: Open, value: object | undefined, suffix = ''): Promise<Packed | undefined> {
    if (!value) return undefined
    return this.#pack(open, Buffer.from(JSON.stringify(value)), suffix)
  }

  async #sent(open: Open, { sent, backend }: AttemptFacts): Promise<PackedBody | 'client' | undefined> {
    if (!sent) return undefined
    if (open.begun.bytes && sent.equals(open.begun.bytes)) return 'client'
    return (await this.#pack(open, sent, ` ${backend}`))?.body
  }

  #pack({ begun, packer }: Pick<Open, 'begun' | 'packer'>, bytes: Buffer, suffix = '') {
    return this.#guarded(() => packer.pack(bytes, laneOf(begun) + suffix))
  }

  #cacheVerdict(
    { begun }: Open,
    packed: Packed | undefined,
    { answer, choice }: Ended,
  ): ExchangeLine['cache'] {
    if (!packed || !answer || !takesPartInCaching(answer.usage)) return undefined
    const turn = evidenceOfPacked(packed, {
      id: begun.id,
      model: choice ? `${choice.backend}:${choice.model}` : begun.asked.model,
      time: begun.startedAt,
      usage: answer.usage,
      betas: begun.headers['anthropic-beta'],
    })
    const lane = laneOf(begun)
    const verdict = cacheVerdict(turn, this.#turns.get(lane))
    if (verdict) this.#remember(lane, turn)
    return verdict
  }

  #remember(lane: string, turn: CacheEvidence): void {
    this.#turns.delete(lane)
    this.#turns.set(lane, turn)
    const [oldest] = this.#turns.keys()
    if (this.#turns.size > mostConversations && oldest !== undefined) this.#turns.delete(oldest)
  }

  async #guarded<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await work()
    } catch (thrown) {
      // Whoever writes the file has said so, and the line will have no contents.
      if (thrown instanceof NotTakenError) return undefined
      const { message } = thrown as Error
      if (!this.#reported.has(message)) this.#report(`an exchange could not be recorded: ${message}`)
      this.#reported.add(message)
      return undefined
    }
  }
}

const takesPartInCaching = (usage: Usage | undefined): usage is Usage =>
  (usage?.cache_read_input_tokens ?? 0) + (usage?.cache_creation_input_tokens ?? 0) > 0

/** Requests of one conversation follow each other; its side calls have prompts of their own. */
const laneOf = ({ who, kind }: Begun): string => [who.session, who.agent, who.class, kind].join(' ')
