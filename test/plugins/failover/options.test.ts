import { expect } from 'chai'
import { failoverOptions } from '../../../plugins/failover/options.ts'

const problemsOf = async (value: unknown): Promise<readonly string[]> => {
  const result = await failoverOptions['~standard'].validate(value)
  return (result.issues ?? []).map(({ message, path }) => `${String(path?.[0] ?? '')}: ${message}`)
}

describe('the options of failover', () => {
  it('may all be missing', async () => {
    expect(await problemsOf(undefined)).to.deep.equal([])
    expect(await problemsOf({ retries: undefined })).to.deep.equal([])
  })
  it('are taken as they are where they are right', async () => {
    const options = {
      retries: 0,
      withinMs: 10_000,
      substitutes: { 'openai:*': ['a:1', 'b:2'] },
      contextWindow: { 'ollama:*': 'gemini:x' },
    }
    expect(await failoverOptions['~standard'].validate(options)).to.deep.equal({ value: options })
  })
  it('are named where they are wrong', async () => {
    expect(await problemsOf(1)).to.deep.equal([
      ': must be an object with retries, withinMs, substitutes, contextWindow, now, random, sleep',
    ])
    expect(await problemsOf({ retires: 2 })).to.have.length(1)
    expect((await problemsOf({ retries: -1 }))[0]).to.equal('retries: must be a whole number')
    expect((await problemsOf({ withinMs: '30' }))[0]).to.match(/^withinMs: must be a number/)
    for (const table of [['a'], 'a', { 'a:*': [] }, { 'a:*': 1 }, { 'a:*': ['', 'b'] }]) {
      expect((await problemsOf({ substitutes: table }))[0], JSON.stringify(table)).to.match(
        /^substitutes: must be/,
      )
      expect(await problemsOf({ contextWindow: table })).to.have.length(1)
    }
  })
})
