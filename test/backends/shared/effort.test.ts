import { expect } from 'chai'
import type { Effort, MessagesRequest, Thinking } from '../../../src/anthropic/request.ts'
import { effortOf, levelOf, nearest, wantsThinking } from '../../../src/backends/shared/effort.ts'

interface Wish {
  readonly thinking?: Thinking
  readonly effort?: Effort | null
}

const requestOf = ({ thinking, effort }: Wish): MessagesRequest => ({
  model: 'm',
  messages: [],
  ...(thinking && { thinking }),
  ...(effort !== undefined && { output_config: { effort } }),
})

const off: Wish = { thinking: { type: 'disabled' } }
const adaptive: Wish = { thinking: { type: 'adaptive' } }
const budget = (tokens: number): Wish => ({ thinking: { type: 'enabled', budget_tokens: tokens } })
const effort = (level: Effort): Wish => ({ ...adaptive, effort: level })

describe('the level of reasoning', () => {
  const levels: readonly (readonly [string, Wish, string])[] = [
    ['nothing is said', {}, 'unset'],
    ['thinking is off', off, 'off'],
    ['thinking is off whatever the effort', { ...off, effort: 'high' }, 'off'],
    ['thinking is adaptive', adaptive, 'default'],
    ['thinking goes on between tools', { thinking: { type: 'between_tools' } }, 'default'],
    ['the effort is null', { ...adaptive, effort: null }, 'default'],
    ['an effort is named', effort('xhigh'), 'xhigh'],
    ['an effort is named without thinking', { effort: 'low' }, 'low'],
    ['an effort is named beside a budget', { ...budget(1024), effort: 'max' }, 'max'],
    ['the budget is 1024', budget(1024), 'low'],
    ['the budget is 4096', budget(4096), 'low'],
    ['the budget is 4097', budget(4097), 'medium'],
    ['the budget is 10000', budget(10_000), 'medium'],
    ['the budget is 16384', budget(16_384), 'medium'],
    ['the budget is 16385', budget(16_385), 'high'],
  ]
  for (const [when, wish, level] of levels) {
    it(`case 71: is ${level} where ${when}`, () => {
      expect(levelOf(requestOf(wish))).to.equal(level)
    })
  }

  it('is shown as thinking where the client asks for any', () => {
    expect(
      [adaptive, budget(1024), { thinking: { type: 'between_tools' } as const }].every(wish =>
        wantsThinking(requestOf(wish)),
      ),
    ).to.equal(true)
    expect([{}, off, { effort: 'high' as const }].some(wish => wantsThinking(requestOf(wish)))).to.equal(
      false,
    )
  })
})

describe('the effort of a model', () => {
  const rows: readonly (readonly [string, Parameters<typeof effortOf>[0], string | undefined])[] = [
    ['gpt-5.6-sol', 'off', 'none'],
    ['gpt-5.6-sol', 'max', 'xhigh'],
    ['gpt-6-sol', 'max', 'max'],
    ['gpt-5', 'off', 'minimal'],
    ['openai/gpt-5', 'xhigh', 'high'],
    ['gpt-5-pro', 'low', 'high'],
    ['gpt-5.2-pro', 'low', 'medium'],
    ['gpt-5-codex', 'off', 'low'],
    ['gpt-5.1-codex-max', 'max', 'xhigh'],
    ['gpt-5.1-codex-mini', 'max', 'high'],
    ['codex-mini-latest', 'off', 'low'],
    ['o3-pro', 'max', 'high'],
    ['gpt-4.1', 'high', undefined],
    ['gpt-5.2-chat-latest', 'high', undefined],
    ['some-model', 'off', undefined],
    ['some-model', 'max', 'high'],
    ['gpt-5.6-sol', 'unset', undefined],
    ['gpt-5.6-sol', 'default', undefined],
  ]
  for (const [model, level, expected] of rows) {
    it(`case 71: of ${model} for ${level} is ${expected ?? 'nothing'}`, () => {
      expect(effortOf(level, model)).to.equal(expected)
    })
  }

  it('is one of those that it has been seen to take', () => {
    expect(effortOf('off', 'gpt-5.6-sol', ['low', 'medium'])).to.equal('low')
  })

  it('is the closest from below, else the lowest', () => {
    expect(nearest('high', ['low', 'medium'])).to.equal('medium')
    expect(nearest('none', ['low', 'medium'])).to.equal('low')
    expect(nearest('none', [])).to.equal(undefined)
  })
})
