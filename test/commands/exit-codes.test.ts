import { expect } from 'chai'
import { exitCodes } from '../../src/commands/exit-codes.ts'

describe('the exit codes', () => {
  const { ok, internal, usage, interrupted, ...commands } = exitCodes

  it('are 0, 1, 2 and 130 for every command', () =>
    expect([ok, internal, usage, interrupted]).to.deep.equal([0, 1, 2, 130]))
  it('start at 3 where they are a command’s own, and no two of a command are alike', () => {
    for (const [command, own] of Object.entries(commands)) {
      const codes = Object.values<number>(own)
      expect(Math.min(...codes), command).to.be.at.least(3)
      expect(Math.max(...codes), command).to.be.below(128)
      expect(new Set(codes).size, command).to.equal(codes.length)
    }
  })
})
