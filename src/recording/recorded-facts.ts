/** What a recorder is told of an exchange. */
import type { Message } from '../anthropic/message.ts'
import type { MessagesRequest } from '../anthropic/request.ts'
import type { ExchangeLine, OpenLine, RecordedAttempt } from './schema.ts'

/** What is known of an exchange when it begins. */
export interface Begun extends Omit<OpenLine, 'v' | 'type' | 'seq' | 'time' | 'request'> {
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  /** The client's request; absent where a plugin has a say in it. */
  readonly bytes?: Buffer
}

/** What is known of it at its end. */
export interface Ended
  extends Pick<
    ExchangeLine,
    | 'outcome'
    | 'count'
    | 'timing'
    | 'pace'
    | 'choice'
    | 'warnings'
    | 'error'
    | 'cost'
    | 'withheld'
    | 'replayOf'
  > {
  /** Where it was not known at the beginning. */
  readonly request?: MessagesRequest
  /** What the plugins have made of it. */
  readonly changed?: MessagesRequest
  readonly attempts: readonly AttemptFacts[]
  readonly answer?: Message
}

/** A send, before its headers and its address have been looked through. */
export interface AttemptFacts extends Omit<RecordedAttempt, 'time' | 'sent'> {
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly sent?: Buffer
}
