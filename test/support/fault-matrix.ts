/** What can go wrong at a provider, as two strict servers say it: with statuses, with bytes, and with sockets that break. */
import {
  errorAnswer,
  errorBody,
  frame,
  htmlAnswer,
  jsonAnswer,
  message,
  messageStart,
  ping,
  streamAnswer,
  textDelta,
  textFrames,
  textStart,
} from './strict/anthropic-answers.ts'
import {
  chatError,
  chatJson,
  chatStream,
  chatTextFrames,
  completion,
  dataFrame,
  delta,
} from './strict/openai-answers.ts'
import type { Piece, ScriptedAnswer } from './strict/scripted-server.ts'

/** How a provider puts the same things. */
export interface Manner {
  readonly error: (
    status: number,
    type: string,
    text: string,
    headers?: Readonly<Record<string, string>>,
  ) => ScriptedAnswer
  readonly stream: (pieces: readonly Piece[]) => ScriptedAnswer
  readonly whole: ScriptedAnswer
  /** The message has begun, and nothing of its content is there. */
  readonly opening: readonly Piece[]
  /** The first of its content. */
  readonly content: readonly Piece[]
  /** The provider says inside the stream that it is overloaded. */
  readonly overloaded: readonly Piece[]
  readonly frames: readonly Piece[]
}

export const anthropicManner: Manner = {
  error: errorAnswer,
  stream: streamAnswer,
  whole: jsonAnswer(message('Hello')),
  opening: [messageStart(), ping],
  content: [textStart(), textDelta('Hel')],
  overloaded: [frame(errorBody('overloaded_error', 'Overloaded'))],
  frames: textFrames('Hello'),
}

export const openAiManner: Manner = {
  error: (status, type, text, headers) => chatError({ status, type, message: text }, headers),
  stream: chatStream,
  whole: chatJson(completion({ content: 'Hello' })),
  opening: [dataFrame(delta({ role: 'assistant', content: '' }))],
  content: [dataFrame(delta({ content: 'Hel' })), dataFrame(delta({ content: 'lo' }))],
  overloaded: [dataFrame({ error: { code: 503, message: 'The server is overloaded' } })],
  frames: chatTextFrames('Hello'),
}

export interface FaultCase {
  readonly name: string
  /** Undefined where it cannot happen to an answer of this form. */
  readonly answer: (manner: Manner, isStream: boolean) => ScriptedAnswer | undefined
  /** Nothing comes; only a time limit ends that. */
  readonly hangs?: boolean
  /** The same model is asked again. */
  readonly retried: boolean
  /** Another one is asked, where there is one. */
  readonly substituted: boolean
  /** Of what the client gets where nobody helps; `stream`: a stream that ends with an error. */
  readonly status: number | 'stream'
}

const said = (
  name: string,
  [status, type, text = 'no']: readonly [status: number, type: string, text?: string],
  rest: Omit<FaultCase, 'name' | 'answer' | 'status'> & {
    readonly headers?: Readonly<Record<string, string>>
    readonly as?: number
  },
): FaultCase => ({
  name,
  answer: ({ error }) => error(status, type, text, rest.headers),
  retried: rest.retried,
  substituted: rest.substituted,
  status: rest.as ?? status,
})

const streamed = (
  name: string,
  pieces: (manner: Manner) => readonly Piece[],
  rest: Omit<FaultCase, 'name' | 'answer'>,
): FaultCase => ({
  name,
  answer: (manner, isStream) => (isStream ? manner.stream(pieces(manner)) : undefined),
  ...rest,
})

const helped = { retried: true, substituted: true }
const replaced = { retried: false, substituted: true }
const final = { retried: false, substituted: false }

export const faultCases: readonly FaultCase[] = [
  said('429, try again in 2 s', [429, 'rate_limit_error'], { ...helped, headers: { 'retry-after': '2' } }),
  said('429 without a time', [429, 'rate_limit_error'], helped),
  said('429, try again in an hour', [429, 'rate_limit_error'], {
    ...replaced,
    headers: { 'retry-after': '3600' },
  }),
  said('500', [500, 'api_error'], helped),
  said('529', [529, 'overloaded_error'], helped),
  said('529, try again in an hour', [529, 'overloaded_error'], {
    ...replaced,
    headers: { 'retry-after': '3600' },
  }),
  {
    name: '502 with a web page',
    answer: () => htmlAnswer(502),
    ...helped,
    status: 529,
  },
  {
    name: '503 without a word',
    answer: () => ({ status: 503, headers: { 'content-length': '0' } }),
    ...helped,
    status: 529,
  },
  said('400', [400, 'invalid_request_error', 'messages: no'], final),
  said(
    '400, prompt is too long',
    [400, 'invalid_request_error', 'prompt is too long: 3 tokens > 2 maximum'],
    final,
  ),
  said('401', [401, 'authentication_error'], replaced),
  said('403', [403, 'permission_error'], final),
  said('404', [404, 'not_found_error'], final),
  said('413', [413, 'request_too_large'], final),
  {
    name: 'a connection that is reset',
    answer: () => ({ before: [{ end: 'reset' }] }),
    ...helped,
    status: 529,
  },
  {
    name: 'a connection that is closed',
    answer: () => ({ before: [{ end: 'cut' }] }),
    ...helped,
    status: 529,
  },
  {
    name: 'no answer in time',
    answer: () => ({ before: [{ end: 'hang' }] }),
    hangs: true,
    ...helped,
    status: 504,
  },
  {
    name: 'half a body',
    answer: ({ whole }, isStream) => {
      if (isStream) return undefined
      const body = whole.pieces?.[0] as Buffer
      return { ...whole, pieces: [body.subarray(0, 40), { end: 'cut' }] }
    },
    ...helped,
    status: 529,
  },
  streamed('an empty stream', () => [], { ...helped, status: 529 }),
  streamed('nothing but the opening', ({ opening }) => opening, { ...helped, status: 529 }),
  streamed('the opening, then a reset', ({ opening }) => [...opening, { wait: 5 }, { end: 'reset' }], {
    ...helped,
    status: 529,
  }),
  streamed(
    'the opening, then an error',
    ({ opening, overloaded }) => [...opening, { wait: 5 }, ...overloaded],
    {
      ...helped,
      status: 529,
    },
  ),
  streamed('an error in place of a stream', ({ overloaded }) => overloaded, { ...helped, status: 529 }),
  streamed(
    'content, then a reset',
    ({ opening, content }) => [...opening, ...content, { wait: 5 }, { end: 'reset' }],
    {
      ...final,
      status: 'stream',
    },
  ),
  streamed(
    'content, then a close',
    ({ opening, content }) => [...opening, ...content, { wait: 5 }, { end: 'cut' }],
    {
      ...final,
      status: 'stream',
    },
  ),
  streamed(
    'content, then an error',
    ({ opening, content, overloaded }) => [...opening, ...content, ...overloaded],
    {
      ...final,
      status: 'stream',
    },
  ),
]
