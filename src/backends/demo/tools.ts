/** Chooses the tool that does a step by what its schema takes, and fills in its input. */
import type { Tool } from '../../anthropic/request.ts'
import type { Schema } from './sample.ts'
import { sample } from './sample.ts'
import type { Step } from './steps.ts'

export interface ToolCall {
  readonly name: string
  readonly input: Readonly<Record<string, unknown>>
}

type Kind = Step['kind']

/** Names under which clients ask for the same thing. */
const fileNames = ['file_path', 'filePath', 'filepath', 'path', 'filename', 'file']
const textNames = ['content', 'contents', 'file_text', 'text']
const commandNames = ['command', 'cmd']

/** What a tool must take to do a step, in the words of an answer. */
export const needs: { readonly [Name in Kind]: string } = {
  write: '`file_path` and `content`',
  read: '`file_path`',
  run: '`command`',
  subagent: '`prompt` and `description`',
}

/** The call that does a step; undefined where no tool takes what it needs, or one demands what nobody has said. */
export function callFor(
  step: Step,
  tools: readonly Tool[],
  workingDirectory: string | undefined,
): ToolCall | undefined {
  const calls = tools.flatMap(tool => {
    const schema = tool.input_schema as Schema | undefined
    const input = schema?.properties && inputFor(step, tool.name, schema, workingDirectory)
    return input ? [{ name: tool.name, input, rank: rankOf(step.kind, tool.name) }] : []
  })
  const best = calls.reduce<(typeof calls)[number] | undefined>(
    (best, call) => (best && best.rank >= call.rank ? best : call),
    undefined,
  )
  return best && { name: best.name, input: best.input }
}

/** A call of a tool that must be called, whatever was asked: its smallest valid input. */
export const leastCall = (tool: Tool, text: string): ToolCall => {
  const input = sample((tool.input_schema ?? { type: 'object' }) as Schema, text)
  const isObject = typeof input === 'object' && input !== null && !Array.isArray(input)
  return { name: tool.name, input: isObject ? (input as Readonly<Record<string, unknown>>) : {} }
}

/** Tools that the client runs and that may be called now. */
export const callableTools = (tools: readonly Tool[], found: ReadonlySet<string>): readonly Tool[] =>
  tools.filter(tool => tool.input_schema !== undefined && (!tool.defer_loading || found.has(tool.name)))

/** Where several fit, the name decides. */
const telling: { readonly [Name in Kind]: RegExp } = {
  write: /write|create/i,
  read: /read|view|open|cat/i,
  run: /bash|shell|run|exec/i,
  subagent: /agent|task/i,
}

const rankOf = (kind: Kind, name: string): number => (telling[kind].test(name) ? 1 : 0)

/** A tool that takes only a file may do anything with it: these are known not to read. */
const noReader = /write|create|edit|delete|remove|move|rename|list|\bls\b|mkdir|notebook|lock/i
/** Properties that only a reader has. */
const readerOnly = ['offset', 'limit', 'start_line', 'end_line', 'view_range', 'line_count']

function inputFor(
  step: Step,
  toolName: string,
  schema: Schema,
  workingDirectory: string | undefined,
): ToolCall['input'] | undefined {
  const own = ownInput(step, toolName, schema, workingDirectory)
  if (!own) return undefined
  const input = { ...own, ...extras(step, schema) }
  const missing = (schema.required ?? []).filter(name => !(name in input))
  const told = missing.map(name => [name, schema.properties?.[name] ?? {}] as const)
  // Free text, numbers and lists would be invented: such a tool does something else.
  if (!told.every(([, part]) => isDecided(part))) return undefined
  return { ...input, ...Object.fromEntries(told.map(([name, part]) => [name, sample(part, '')])) }
}

const isDecided = (schema: Schema): boolean =>
  'const' in schema || schema.default !== undefined || !!schema.enum?.length || schema.type === 'boolean'

function ownInput(
  step: Step,
  toolName: string,
  schema: Schema,
  workingDirectory: string | undefined,
): ToolCall['input'] | undefined {
  const named = (names: readonly string[]) => names.find(name => takesText(schema.properties?.[name]))
  const file = named(fileNames)
  const text = named(textNames)
  if (step.kind === 'write') {
    if (!file || !text) return undefined
    return { [file]: absolutePath(step.file, workingDirectory), [text]: step.text }
  }
  if (step.kind === 'read') {
    if (!file || text || !readsFiles(toolName, schema, file)) return undefined
    return { [file]: absolutePath(step.file, workingDirectory) }
  }
  if (step.kind === 'run') {
    const command = named(commandNames)
    return command ? { [command]: step.command } : undefined
  }
  const { prompt, description, subagent_type: type } = schema.properties ?? {}
  return takesText(prompt) && (description || type) ? { prompt: step.task } : undefined
}

const takesText = (schema: Schema | undefined): boolean =>
  schema !== undefined && (schema.type ?? 'string') === 'string' && !schema.enum

const readsFiles = (toolName: string, schema: Schema, file: string): boolean =>
  !noReader.test(toolName) &&
  (file !== 'path' || telling.read.test(toolName) || readerOnly.some(name => schema.properties?.[name]))

/** What makes a call complete, where the tool knows it. */
function extras(step: Step, schema: Schema): ToolCall['input'] {
  const { description, subagent_type: type, run_in_background: background } = schema.properties ?? {}
  const more: Record<string, unknown> = {}
  if (description && step.kind !== 'write' && step.kind !== 'read') more.description = titleOf(step)
  if (step.kind !== 'subagent') return more
  const types = type?.enum ?? ['general-purpose']
  if (type) more.subagent_type = types.includes('general-purpose') ? 'general-purpose' : types[0]
  // Claude Code runs agents in the background unless told otherwise, and their answer would come after this turn.
  if (background) more.run_in_background = false
  return more
}

/** A few words for a tool's `description`. */
export function titleOf(step: Step): string {
  const text = step.kind === 'run' ? `Run ${step.command}` : step.kind === 'subagent' ? step.task : step.file
  const line = text.split('\n', 1)[0] ?? ''
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}

/** Claude Code's file tools want absolute paths; without a known directory the path stays as it was said. */
export function absolutePath(file: string, workingDirectory: string | undefined): string {
  if (workingDirectory === undefined || /^(?:[/~\\]|[A-Za-z]:[\\/])/.test(file)) return file
  const separator = /^(?:[A-Za-z]:|\\\\)/.test(workingDirectory) ? '\\' : '/'
  return workingDirectory.replace(/[/\\]$/, '') + separator + file.replace(/^\.[/\\]/, '')
}
