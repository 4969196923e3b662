/** What the council is asked: words of the command line, files, and what comes through a pipe. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { MessagesRequest } from '../../anthropic/request.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'

export interface Context {
  readonly name: string
  readonly text: string
}

export interface Question {
  readonly text: string
  readonly context: readonly Context[]
  readonly system?: string
}

export interface QuestionParts {
  readonly words: readonly string[]
  readonly files?: readonly string[]
  readonly system?: string
  /** All of the standard input; undefined where it is a terminal or nothing. */
  readonly piped: () => Promise<string | undefined>
}

/** Throws a `CommandError` where nothing is asked, or a file cannot be read. */
export async function readQuestion({ words, files = [], system, piped }: QuestionParts): Promise<Question> {
  const given = words
    .filter(word => word !== '-')
    .join(' ')
    .trim()
  const input = (await piped())?.trim() ?? ''
  if (words.includes('-') && input === '') throw usage('- stands for the standard input, and that is empty')
  const text = given === '' ? input : given
  if (text === '') {
    throw usage('there is no question: claudecodex council "Is UUIDv7 safe as a public id?", or pipe one in')
  }
  const context = await Promise.all(files.map(contextOf))
  return {
    text,
    context: given !== '' && input !== '' ? [...context, { name: 'stdin', text: input }] : context,
    ...(system !== undefined && { system }),
  }
}

async function contextOf(file: string): Promise<Context> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw usage(`--file ${file}: ${cause.code === 'ENOENT' ? 'there is no such file' : cause.message}`)
  })
  if (bytes.includes(0)) throw usage(`--file ${file}: is no text`)
  return { name: basename(file), text: bytes.toString('utf8').trim() }
}

/** Tokens that an answer may have: more than one is read for, and few enough for every model. */
const longestAnswer = 16_000

export const requestFor = ({ text, context, system }: Question): MessagesRequest => ({
  // Each member's own takes its place.
  model: 'council',
  max_tokens: longestAnswer,
  ...(system !== undefined && { system }),
  messages: [
    {
      role: 'user',
      content: [
        ...context.map(({ name, text: inner }) => ({
          type: 'text' as const,
          text: `<file name=${JSON.stringify(name)}>\n${inner}\n</file>`,
        })),
        { type: 'text' as const, text },
      ],
    },
  ],
})

const usage = (text: string): CommandError => new CommandError(text, exitCodes.usage)
