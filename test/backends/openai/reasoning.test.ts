import { expect } from 'chai'
import type { Effort, MessagesRequest, Thinking } from '../../../src/anthropic/request.ts'
import { type Dialect, plainDialect } from '../../../src/backends/openai/dialect.ts'
import { reasoningFields } from '../../../src/backends/openai/reasoning.ts'

interface Wish {
  readonly thinking?: Thinking
  readonly effort?: Effort | null
  readonly tools?: boolean
}

const requestOf = ({ thinking, effort, tools }: Wish): MessagesRequest => ({
  model: 'm',
  messages: [],
  ...(thinking && { thinking }),
  ...(effort !== undefined && { output_config: { effort } }),
  ...(tools && { tools: [{ name: 'Bash', input_schema: { type: 'object' } }] }),
})

const fields = (wish: Wish, model: string, reasoning: Dialect['reasoning'] = 'effort') =>
  reasoningFields(requestOf(wish), model, {
    dialect: { ...plainDialect, reasoning },
    warn: text => void warnings.push(text),
  })

const warnings: string[] = []
beforeEach(() => void warnings.splice(0))

const off: Wish = { thinking: { type: 'disabled' } }
const adaptive: Wish = { thinking: { type: 'adaptive' } }
const budget = (tokens: number): Wish => ({ thinking: { type: 'enabled', budget_tokens: tokens } })
const effort = (level: Effort): Wish => ({ ...adaptive, effort: level })

describe('a wish to think that is not met', () => {
  it('is told where a budget was given, and not where the model may choose', () => {
    fields(budget(2_000), 'gpt-4o')
    fields(budget(2_000), 'gpt-5.6', 'effort')
    fields(budget(2_000), 'some-model', 'none')
    expect(warnings).to.deep.equal(['thinking: gpt-4o is not made to reason here'])
    for (const wish of [adaptive, effort('high'), off, {}]) fields(wish, 'gpt-4o')
    fields({ ...budget(2_000), tools: true }, 'gpt-5.6')
    expect(warnings.slice(1)).to.deep.equal(['thinking: gpt-5.6 is not made to reason here'])
  })
})

describe('the reasoning effort of a model', () => {
  /** What each model takes for off, low, medium, high, xhigh and max. */
  const models: readonly (readonly [string, readonly (string | undefined)[]])[] = [
    ['gpt-4o', []],
    ['gpt-4.1', []],
    ['gpt-3.5-turbo', []],
    ['chatgpt-4o-latest', []],
    ['gpt-5-chat-latest', []],
    ['gpt-5.3-chat-latest', []],
    ['o1-mini', []],
    ['o1', ['low', 'low', 'medium', 'high', 'high', 'high']],
    ['o3', ['low', 'low', 'medium', 'high', 'high', 'high']],
    ['o4-mini', ['low', 'low', 'medium', 'high', 'high', 'high']],
    ['gpt-5', ['minimal', 'low', 'medium', 'high', 'high', 'high']],
    ['gpt-5-mini', ['minimal', 'low', 'medium', 'high', 'high', 'high']],
    ['gpt-5.1', ['none', 'low', 'medium', 'high', 'high', 'high']],
    ['gpt-5.2', ['none', 'low', 'medium', 'high', 'xhigh', 'xhigh']],
    ['gpt-5.4-mini', ['none', 'low', 'medium', 'high', 'xhigh', 'xhigh']],
    ['gpt-5.6-sol', ['none', 'low', 'medium', 'high', 'xhigh', 'xhigh']],
    ['openai/gpt-5.1', ['none', 'low', 'medium', 'high', 'high', 'high']],
    ['gpt-oss:20b', ['low', 'low', 'medium', 'high', 'high', 'high']],
    ['qwen3-coder:30b', [undefined, 'low', 'medium', 'high', 'high', 'high']],
  ]
  const wishes = [off, ...(['low', 'medium', 'high', 'xhigh', 'max'] as const).map(effort)]
  for (const [model, expected] of models) {
    it(`case 71: of ${model} is one that it takes`, () => {
      const sent = wishes.map(wish => fields(wish, model).reasoning_effort)
      expect(sent).to.deep.equal(wishes.map((_, place) => expected[place]))
    })
  }

  it('case 71: is the model’s own where none is asked for', () => {
    for (const [model] of models) {
      expect(fields({}, model), model).to.deep.equal({})
      expect(fields(adaptive, model), model).to.deep.equal({})
    }
  })

  it('case 70: is what lets the model run tools over Chat Completions', () => {
    const withTools = (model: string, wish: Wish) => fields({ ...wish, tools: true }, model)
    for (const wish of [{}, off, adaptive, effort('high')]) {
      expect(withTools('gpt-5.6', wish), 'gpt-5.6').to.deep.equal({ reasoning_effort: 'none' })
      expect(withTools('gpt-5.6-terra', wish), 'gpt-5.6-terra').to.deep.equal({ reasoning_effort: 'none' })
      for (const model of ['gpt-5.2', 'gpt-5.4', 'gpt-5.4-nano', 'gpt-5.5'])
        expect(withTools(model, wish), model).to.deep.equal({})
    }
    expect(withTools('gpt-5.1', effort('high'))).to.deep.equal({ reasoning_effort: 'high' })
    expect(withTools('gpt-5-mini', off)).to.deep.equal({ reasoning_effort: 'minimal' })
    expect(withTools('gpt-4.1', effort('high'))).to.deep.equal({})
  })
})

describe('the control of reasoning', () => {
  const table: readonly (readonly [Dialect['reasoning'], string, Wish, Readonly<Record<string, unknown>>])[] =
    [
      ['gemini', 'gemini-2.5-flash', off, { reasoning_effort: 'none' }],
      ['gemini', 'gemini-2.5-pro', off, { reasoning_effort: 'low' }],
      ['gemini', 'gemini-3.8-flash', off, { reasoning_effort: 'low' }],
      ['gemini', 'gemini-3.8-flash', {}, {}],
      ['gemini', 'gemini-3.8-flash', adaptive, {}],
      ['gemini', 'gemini-3.8-flash', effort('medium'), { reasoning_effort: 'medium' }],
      ['gemini', 'gemini-3.1-pro-preview', effort('max'), { reasoning_effort: 'high' }],
      ['deepseek', 'deepseek-v4-pro', {}, { thinking: { type: 'disabled' } }],
      ['deepseek', 'deepseek-v4-pro', off, { thinking: { type: 'disabled' } }],
      ['deepseek', 'deepseek-v4-pro', adaptive, { thinking: { type: 'enabled' } }],
      [
        'deepseek',
        'deepseek-v4-pro',
        effort('low'),
        { thinking: { type: 'enabled' }, reasoning_effort: 'low' },
      ],
      [
        'deepseek',
        'deepseek-v4-pro',
        effort('medium'),
        { thinking: { type: 'enabled' }, reasoning_effort: 'high' },
      ],
      [
        'deepseek',
        'deepseek-v4-pro',
        effort('xhigh'),
        { thinking: { type: 'enabled' }, reasoning_effort: 'max' },
      ],
      ['openrouter', 'anthropic/claude-opus-5', {}, {}],
      ['openrouter', 'anthropic/claude-opus-5', off, { reasoning: { enabled: false } }],
      ['openrouter', 'anthropic/claude-opus-5', adaptive, { reasoning: { enabled: true } }],
      ['openrouter', 'anthropic/claude-opus-5', budget(2000), { reasoning: { max_tokens: 2000 } }],
      ['openrouter', 'openai/gpt-5.1', effort('high'), { reasoning: { effort: 'high' } }],
      ['openrouter', 'openai/gpt-5.1', effort('max'), { reasoning: { effort: 'xhigh' } }],
      ['toggle', 'glm-5.3', {}, { thinking: { type: 'disabled' } }],
      ['toggle', 'glm-5.3', effort('low'), { thinking: { type: 'enabled' } }],
      ['template', 'qwen3', {}, {}],
      ['template', 'qwen3', off, { chat_template_kwargs: { enable_thinking: false } }],
      ['template', 'qwen3', effort('low'), { chat_template_kwargs: { enable_thinking: true } }],
      ['none', 'mistral-large', effort('high'), {}],
    ]
  for (const [host, model, wish, expected] of table) {
    it(`of ${model} at ${host} for ${JSON.stringify(wish)} is ${JSON.stringify(expected)}`, () => {
      expect(fields(wish, model, host)).to.deep.equal(expected)
    })
  }
})
