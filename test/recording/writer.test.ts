import { expect } from 'chai'
import type { HeadLine } from '../../src/recording/schema.ts'
import { isBeingWritten, thisHost } from '../../src/recording/writer.ts'
import { plainHead } from '../support/recordings.ts'

const mine: HeadLine = { ...plainHead, host: thisHost(), pid: process.pid }

describe('who writes a recording', () => {
  it('is told from other machines by a hash that names none', () => {
    expect(thisHost('laptop')).to.match(/^[0-9a-f]{12}$/)
    expect(thisHost('laptop')).not.to.equal(thisHost('other'))
  })
  it('still does while its process lives and has not said that it has ended', () => {
    expect(isBeingWritten(mine, undefined)).to.equal(true)
    expect(isBeingWritten(mine, { v: 1, type: 'tail', time: '', exchanges: 0, lost: 0 })).to.equal(false)
    expect(isBeingWritten({ ...mine, host: 'another' }, undefined)).to.equal(false)
    // Above what any system gives.
    expect(isBeingWritten({ ...mine, pid: 2 ** 30 }, undefined)).to.equal(false)
  })
})
