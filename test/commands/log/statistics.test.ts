import { expect } from 'chai'
import { statisticsOf } from '../../../src/commands/log/statistics.ts'
import { recordedStory } from '../../support/recorded-story.ts'
import { withRecording } from '../../support/recording-folder.ts'

describe('the statistics of exchanges', () => {
  it('group by session, agent, model and tool', () =>
    withRecording(recordedStory, async ({ exchanges }) => {
      const found = await statisticsOf(exchanges)
      const names = (groups: readonly { readonly name: string; readonly exchanges: number }[]) =>
        groups.map(({ name, exchanges: count }) => [name, count])
      expect(names(found.sessions)).to.deep.equal([
        ['session-1', 4],
        ['session-2', 1],
      ])
      expect(names(found.agents)).to.deep.equal([
        ['main', 4],
        ['Explore', 1],
      ])
      expect(names(found.models)).to.deep.equal([
        ['anthropic:claude-opus-5', 3],
        ['work:gpt-5', 1],
        ['claude-opus-5', 1],
      ])
      expect(found.tools).to.deep.equal([{ name: 'Bash', calls: 1, errors: 1 }])
      expect(found).to.include({ from: '2026-11-26T10:00:01.000Z', to: '2026-11-26T10:00:05.000Z' })
    }))
  it('name the slowest, the largest and each error', () =>
    withRecording(recordedStory, async ({ exchanges }) => {
      const { slowest, largest, errors } = await statisticsOf(exchanges)
      expect(slowest.map(({ value }) => value)).to.deep.equal([500, 500, 500, 500])
      expect(largest[0]).to.deep.equal({ seq: 2, id: 'req_2', value: 20_310 })
      expect(errors).to.deep.equal([{ text: '529 overloaded_error: busy \u001b[2J', count: 1 }])
    }))
  it('are of nothing where there is nothing', async () =>
    expect(await statisticsOf([])).to.deep.include({ exchanges: 0, sessions: [], slowest: [] }))
})
