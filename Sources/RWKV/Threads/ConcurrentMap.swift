// Work for several threads whose result does not depend on how many there are.

/// The results of `body` for 0..<count, in order, made on up to `threads` threads.
///
/// - Parameter isShort: As in `Workers.run`.
func concurrentMap<Result: Sendable>(
  _ count: Int, threads: Int, isShort: Bool = false, _ body: @escaping @Sendable (Int) -> Result
) -> [Result] {
  guard threads > 1, count > 1 else { return (0..<count).map(body) }
  return [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
    let target = Slots(start: buffer.baseAddress!)
    // Few enough to be handed out quickly, enough that nobody waits long for the last.
    let pieces = min(count, 4 * threads)
    Workers.shared.run(pieces, threads: threads, isShort: isShort) { piece in
      for index in count * piece / pieces..<count * (piece + 1) / pieces {
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
