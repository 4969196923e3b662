import { expect } from 'chai'
import {
  readDollars,
  readMembers,
  readModels,
  readSeconds,
  settingsWith,
} from '../../../src/commands/council/flags.ts'
import type { CouncilSettings } from '../../../src/config/configuration.ts'

const settings: CouncilSettings = {
  members: ['a'],
  chairman: 'b',
  reviewers: ['c'],
  quorum: 1,
  mode: 'full',
  timeoutMs: 5,
  trigger: 'auto',
  progress: 'auto',
}

describe('the flags of a council', () => {
  it('are read, or refused with what is allowed', () => {
    expect(readModels('a, b')).to.deep.equal(['a', 'b'])
    expect(readSeconds('1.5')).to.equal(1.5)
    expect(readMembers('2')).to.equal(2)
    expect(readDollars('0.25')).to.equal(0.25)
    expect(() => readSeconds('soon')).to.throw('Expected a number of seconds above 0.')
    expect(() => readDollars('0')).to.throw('Expected a number of US dollars above 0.')
  })
  it('win over the settings', () => {
    const flags = { mode: 'fast', timeout: 2, deadline: 9, quorum: 2, seed: 's', maxUsd: 1 } as const
    expect(settingsWith(settings, { ...flags, chairman: 'x', reviewers: ['y'] })).to.deep.include({
      members: ['a'],
      chairman: 'x',
      reviewers: ['y'],
      mode: 'fast',
      timeoutMs: 2_000,
      deadlineMs: 9_000,
      quorum: 2,
      seed: 's',
      maxDollars: 1,
    })
    expect(settingsWith(settings, {})).to.deep.equal(settings)
  })
  it('leave chairman, reviewers and quorum of other members out', () => {
    const wanted = settingsWith(settings, { models: ['x', 'y'] })
    expect(wanted.members).to.deep.equal(['x', 'y'])
    expect(wanted).not.to.have.any.keys('chairman', 'reviewers', 'quorum')
  })
  it('are refused where they do not go together', () => {
    expect(() => settingsWith(settings, { select: true, mode: 'fast' })).to.throw('use --mode full')
    expect(() => settingsWith(settings, { json: true, jsonl: true })).to.throw('choose one')
    expect(settingsWith(settings, { select: true }).mode).to.equal('full')
  })
})
