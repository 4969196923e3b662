import { expect } from 'chai'
import { partsOfName, recordingName, startedInName } from '../../src/recording/file-names.ts'

const started = new Date('2026-11-26T20:33:05.123Z')

describe('the names of recordings', () => {
  it('say when a run was started, which one it is, and which of its files', () => {
    expect(startedInName(started)).to.equal('20261126-203305')
    expect(recordingName(started, 'k3x9', 1)).to.equal('20261126-203305-k3x9.jsonl')
    expect(recordingName(started, 'k3x9', 12)).to.equal('20261126-203305-k3x9.12.jsonl')
  })
  it('are read as they are written', () => {
    for (const part of [1, 2, 12])
      expect(partsOfName(recordingName(started, 'k3x9', part))).to.deep.equal({
        started: '20261126-203305',
        run: 'k3x9',
        part,
      })
  })
  it('are told from the names that users give', () => {
    for (const name of [
      'run.jsonl',
      '20261126-203305.jsonl',
      '20261126-203305-k3x9.jsonl.gz',
      '20261126-203305-K3.jsonl',
      '',
    ])
      expect(partsOfName(name), name).to.equal(undefined)
  })
})
