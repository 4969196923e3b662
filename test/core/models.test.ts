import { expect } from 'chai'
import type { Backend } from '../../src/core/backend.ts'
import { LiveExchange } from '../../src/core/live-exchange.ts'
import { chooseModel, listedAs, type ModelSettings, splitRef, withoutAlias } from '../../src/core/models.ts'
import { backendOf, requestOf, saying } from '../support/gateway.ts'

const all: readonly Backend[] = [
  backendOf(saying('x'), { name: 'claude', native: true }),
  backendOf(saying('x'), { name: 'work', model: 'gpt-5.1' }),
  backendOf(saying('x'), { name: 'ollama', model: 'qwen3' }),
]
const backends = {
  names: all.map(({ name }) => name),
  find: (name: string) => all.find(one => one.name === name),
}

const chosen = (
  asked: string,
  settings: Partial<ModelSettings> = {},
  more: { target?: string; targetReason?: string; agent?: boolean } = {},
) => {
  const headers = more.agent ? { 'x-claude-code-agent-id': 'a1' } : {}
  const exchange = new LiveExchange({ request: requestOf('hi', { model: asked }), headers })
  if (more.target) exchange.target = more.target
  if (more.targetReason) exchange.targetReason = more.targetReason
  const { choice } = chooseModel(
    asked,
    exchange,
    { defaultBackend: 'work', rules: [], ...settings },
    backends,
  )
  return `${choice.backend}:${choice.model} (${choice.reason})`
}

describe('the model of an exchange', () => {
  const table = [{ pattern: 'claude-haiku-*', model: 'work:gpt-5-mini' }]
  const fixed = { model: 'gpt-4.1', reason: '--model' }

  it("is a plugin's target before all else", () => {
    expect(chosen('claude:x', { fixed }, { target: 'ollama:llama3.2:1b' })).to.equal(
      'ollama:llama3.2:1b (chosen by a plugin)',
    )
  })

  it('has the reason that the plugin gives', () => {
    expect(chosen('claude:x', {}, { target: 'ollama:m', targetReason: 'it is night' })).to.equal(
      'ollama:m (it is night)',
    )
  })

  it('is what the request names with a backend, before flags and table', () => {
    expect(chosen('ollama:mistral:7b', { fixed, rules: table })).to.equal(
      'ollama:mistral:7b (named in the request)',
    )
  })

  it('is what a list has called it, also in the table, and nothing else where no backend has that name', () => {
    const rules = [{ pattern: '*', model: listedAs('ollama', 'm') }]
    expect(chosen('opus', { rules })).to.equal('ollama:m (model table: *)')
    expect(chosen('claudecodex/ollama')).to.equal('ollama:qwen3 (named in the request)')
    for (const asked of ['claudecodex/ghost:m9', 'claudecodex/m9']) {
      expect(() => chosen(asked, { fixed })).to.throw(
        /no backend is called "(ghost|m9)"; known are claude, work/,
      )
    }
  })

  it('is one name where the left of the colon is no backend', () => {
    expect(chosen('llama3.2:1b', { fixed })).to.equal('work:gpt-4.1 (--model)')
    expect(splitRef('llama3.2:1b', backends)).to.deep.equal({ model: 'llama3.2:1b' })
  })

  it('is the fixed one before the table', () => {
    expect(chosen('claude-haiku-5-5', { fixed, rules: table })).to.equal('work:gpt-4.1 (--model)')
  })

  it('is the first line of the table that fits the model, in either case and with or without [1m]', () => {
    const reason = '(model table: claude-haiku-*)'
    for (const asked of ['claude-haiku-5-5', 'Claude-Haiku-5', 'claude-haiku-5[1m]']) {
      expect(chosen(asked, { rules: table })).to.equal(`work:gpt-5-mini ${reason}`)
    }
    expect(chosen('claude-opus[1m]', { rules: [{ pattern: '*[1m]', model: 'ollama:big' }] })).to.contain(
      'ollama:big',
    )
  })

  it('is the line of the table for a class of requests', () => {
    const rules = [{ pattern: 'subagent', model: 'ollama:qwen3-coder:30b' }]
    expect(chosen('claude-opus-5-5', { rules }, { agent: true })).to.contain('ollama:qwen3-coder:30b')
    expect(chosen('claude-opus-5-5', { rules })).to.contain('work:gpt-5.1')
  })

  it('is the line for a size, which says the size it found', () => {
    const rules = [{ pattern: 'claude-opus-* <1k', model: 'ollama:small' }]
    expect(chosen('claude-opus-5-5', { rules })).to.equal(
      'ollama:small (model table: claude-opus-* <1k (about 0.0k tokens))',
    )
  })

  it('is what a listed name stands for, before flags and table', () => {
    const listed = listedAs('ollama', 'qwen3:8b')
    expect(listed).to.equal('claudecodex/ollama:qwen3:8b')
    expect(chosen(listed, { fixed, rules: table })).to.equal('ollama:qwen3:8b (named in the request)')
    expect(withoutAlias('openai/gpt-5.1')).to.equal('openai/gpt-5.1')
  })

  it("is the default backend's own else, and the client's where that has none", () => {
    expect(chosen('claude-opus-5-5')).to.equal('work:gpt-5.1 (default model of work)')
    expect(chosen('claude-opus-5-5', { defaultBackend: 'claude' })).to.equal(
      "claude:claude-opus-5-5 (the client's own model)",
    )
  })

  it('is refused with the known names where its backend does not exist', () => {
    expect(() => chosen('x', { defaultBackend: 'nowhere' })).to.throw(
      'no backend is called "nowhere"; known are claude, work, ollama',
    )
  })
})
