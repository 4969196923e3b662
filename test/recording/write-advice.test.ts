import { expect } from 'chai'
import { said, whatToDo } from '../../src/recording/write-advice.ts'
import { diskFailure } from '../support/memory-disk.ts'

describe('the advice on a disk that refuses', () => {
  it('is for the reason', () => {
    expect(whatToDo(diskFailure('ENOSPC'))).to.equal('Make room on that disk')
    expect(whatToDo(diskFailure('EACCES'))).to.equal('See who may write there')
  })
  it('is to look at the disk where the reason tells nothing', () => {
    expect(whatToDo(diskFailure('EIO'))).to.equal('See whether that disk is still there')
    expect(whatToDo(new Error('odd'))).to.equal('See whether that disk is still there')
  })
})

describe('what is said of a disk that refuses', () => {
  it('names the file, the reason, what goes on, and what can be done', () => {
    const failure = Object.assign(new Error('no space left'), { code: 'ENOSPC' })
    expect(said.failing('a.jsonl', failure, 5_000)).to.equal(
      'NOT RECORDING: a.jsonl cannot be written: no space left. Requests are answered as before, and are not recorded. ' +
        'Make room on that disk; it is tried again every 5 seconds',
    )
    expect([said.again('a.jsonl', 1), said.again('a.jsonl', 2)]).to.deep.equal([
      'recording again: a.jsonl can be written; 1 line is lost',
      'recording again: a.jsonl can be written; 2 lines are lost',
    ])
  })
})
