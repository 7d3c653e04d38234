// Work for several threads whose result does not depend on how many there are.

import Dispatch

/// The results of `body` for 0..<count, in order, made on up to `threads` threads.
func concurrentMap<Result: Sendable>(
  _ count: Int, threads: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  guard threads > 1, count > 1 else { return (0..<count).map(body) }
  return [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
    let target = Slots(start: buffer.baseAddress!)
    let workers = min(threads, count)
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for index in stride(from: worker, to: count, by: workers) {
        (target.start + index).initialize(to: body(index))
      }
    }
    initialized = count
  }
}

/// Memory of which every thread writes its own places.
private struct Slots<Element>: @unchecked Sendable {
  let start: UnsafeMutablePointer<Element>
}
