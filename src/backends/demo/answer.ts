/** Decides the demo's answer from the request alone: what it thinks, says and calls. */
import type { MessagesRequest, Tool } from '../../anthropic/request.ts'
import { type Conversation, personTexts, readConversation } from './conversation.ts'
import { type Schema, sample } from './sample.ts'
import { type Instructions, readInstructions } from './steps.ts'
import { callableTools, callFor, leastCall, type ToolCall } from './tools.ts'
import * as say from './wording.ts'

export interface Answer {
  readonly thinking?: string
  readonly text: string
  readonly call?: ToolCall
}

/** What Claude Code adds to a request made with `--json-schema`: the answer must be its input. */
const structuredOutput = 'StructuredOutput'

export function answerTo(request: MessagesRequest): Answer {
  const conversation = readConversation(request)
  return sideAnswer(request, conversation) ?? mainAnswer(request, conversation)
}

// The words of Claude Code's own prompts; a person's wish for a summary is shorter.
const asksForSummary = /detailed summary of (?:the|this)(?: \w+){0,4} conversation/i
const longOrder = 400

/** The client's calls beside the conversation: forced tools, searches, summaries, titles. */
function sideAnswer(request: MessagesRequest, { prompt, foundTools }: Conversation): Answer | undefined {
  const { tool_choice: choice, tools = [] } = request
  const callable = callableTools(tools, foundTools)
  const forced = choice?.type === 'tool' && callable.find(({ name }) => name === choice.name)
  if (forced) return { text: '', call: leastCall(forced, say.titled(prompt)) }
  if (tools.length > 0 && tools.every(isServerTool)) return { text: say.noSearch(prompt) }
  if (prompt.length >= longOrder && asksForSummary.test(prompt)) {
    return { text: say.compacted(personTexts(request).slice(0, -1)) }
  }
  if (tools.length > 0) return undefined
  const system = systemText(request)
  if (!/\btitle\b/i.test(system)) return undefined
  const title = say.titled(prompt)
  const format = request.output_config?.format
  if (format) return { text: JSON.stringify(sample(format.schema as Schema, title)) }
  return { text: /json/i.test(system) ? JSON.stringify({ title }) : title }
}

const isServerTool = (tool: Tool): boolean => tool.input_schema === undefined && !!tool.type

const systemText = ({ system }: MessagesRequest): string =>
  typeof system === 'string' ? system : (system ?? []).map(block => block.text).join('\n')

function mainAnswer(request: MessagesRequest, conversation: Conversation): Answer {
  const { tool_choice: choice, tools = [] } = request
  const offered = choice?.type === 'none' ? [] : callableTools(tools, conversation.foundTools)
  const answer = nextAnswer(conversation, readInstructions(conversation.prompt), offered)
  const thinking = wantsThinking(request) ? { thinking: answer.thinking } : {}
  const first = offered[0]
  const call = answer.call ?? (choice?.type === 'any' && first && leastCall(first, say.titled(answer.text)))
  if (call) return { ...thinking, text: answer.text, call }
  return { ...thinking, ...inForm(request, conversation, answer.text, offered) }
}

const wantsThinking = ({ thinking }: MessagesRequest): boolean =>
  thinking?.type === 'enabled' || thinking?.type === 'adaptive'

interface Next {
  readonly thinking: string
  readonly text: string
  readonly call?: ToolCall
}

/** Reports the last step, and calls the next or sums up. */
function nextAnswer(
  conversation: Conversation,
  { steps, unclear }: Instructions,
  offered: readonly Tool[],
): Next {
  const done = conversation.done.filter(({ tool }) => tool !== structuredOutput)
  const thinking = say.considered(steps, done.length)
  if (steps.length === 0) {
    return { thinking, text: say.introduction(unclear === conversation.prompt ? undefined : unclear) }
  }
  const count = Math.min(done.length, steps.length)
  const [lastStep, lastDone, next] = [steps[count - 1], done[count - 1], steps[count]]
  if (lastStep && lastDone?.isRunning) return { thinking, text: say.atWork(lastStep, next) }
  const report = lastStep && lastDone ? [say.reported(lastStep, lastDone)] : []
  const text = (sentence: string) => [...report, sentence].join('\n\n')
  if (!next) return { thinking, text: text(say.summarised(steps, done)) }
  const call = callFor(next, offered, conversation.workingDirectory)
  if (call) return { thinking, text: text(say.announced(next, count === 0)), call }
  const names = offered.map(({ name }) => name)
  return { thinking, text: text(say.withoutTool(next, names)) }
}

/** A last answer in the form that the request demands. */
function inForm(
  request: MessagesRequest,
  { done }: Conversation,
  text: string,
  offered: readonly Tool[],
): { readonly text: string; readonly call?: ToolCall } {
  const format = request.output_config?.format
  if (format) return { text: JSON.stringify(sample(format.schema as Schema, say.short(text))) }
  const output = offered.find(({ name }) => name === structuredOutput)
  const given = done.some(({ tool, result }) => tool === structuredOutput && result?.failed === false)
  return output && !given ? { text: '', call: leastCall(output, say.short(text)) } : { text }
}
