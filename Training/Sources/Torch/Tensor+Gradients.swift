// Gradients: asking for them, computing them, reading them.

import CTorch

extension Tensor {
  /// Makes this a leaf whose gradient `backward()` accumulates.
  public func requireGradient() { expectSuccess(ct_set_requires_gradient(handle, 1)) }

  /// Adds the gradients of this scalar to all leaves that ask for them.
  public func backward() { expectSuccess(ct_backward(handle)) }

  /// Adds to all leaves the gradients of a scalar whose gradient with respect to each of some
  /// tensors is given.
  public static func backward(from pairs: [(tensor: Tensor, gradient: Tensor)]) {
    expectSuccess(
      ct_backward_from(
        pairs.map(\.tensor.handle), pairs.map(\.gradient.handle), pairs.count))
  }

  /// The same numbers, through which no gradient passes.
  public func detached() -> Tensor { Tensor { ct_detach($0, handle) } }

  /// What `backward()` accumulated here; zeros when it never came by.
  public var gradient: Tensor { Tensor { ct_gradient($0, handle) } }

  public static func clearGradients(of parameters: [Tensor]) {
    let handles = parameters.map(\.handle)
    expectSuccess(ct_clear_gradients(handles, handles.count))
  }

  /// Scales all gradients so that their common L2 norm is at most `limit`.
  /// - Returns: The norm before.
  public static func clipGradients(of parameters: [Tensor], to limit: Double) -> Double {
    let handles = parameters.map(\.handle)
    var norm = 0.0
    expectSuccess(ct_clip_gradients(&norm, handles, handles.count, limit))
    return norm
  }

  /// Overwrites the elements, without a gradient.
  public func copy(from source: Tensor) { expectSuccess(ct_copy_into(handle, source.handle)) }

  /// Fills with uniform numbers from libtorch's seeded generator.
  public func fillUniform(_ range: ClosedRange<Double>) {
    expectSuccess(ct_fill_uniform(handle, range.lowerBound, range.upperBound))
  }

  /// Fills with a random orthogonal matrix (rows or columns, whichever are fewer) times `gain`.
  public func fillOrthogonal(gain: Double) { expectSuccess(ct_fill_orthogonal(handle, gain)) }
}

/// Computes without recording for gradients.
public func withoutGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
  let was = ct_set_gradients_enabled(0)
  defer { _ = ct_set_gradients_enabled(was) }
  return try body()
}

/// What all of libtorch shares in this process.
public enum Backend {
  /// Starts the generator that fills parameters.
  public static func seed(_ seed: UInt64) { ct_seed(seed) }

  /// Threads of one operation on the CPU.
  public static var threads: Int {
    get { Int(ct_threads()) }
    set { ct_set_threads(Int32(newValue)) }
  }

  /// Keeps the memory that tensors leave for those of the next step, where the system would
  /// otherwise clear it anew each time (glibc). Before other threads are there.
  public static func keepFreedMemory() { ct_keep_freed_memory() }

  /// From the first call on, the memory of new tensors on the CPU is counted; with each the peak
  /// begins anew.
  public static func countMemory() { expectSuccess(ct_count_bytes()) }

  /// Bytes of the tensors that are counted.
  public static var memory: Int { ct_bytes() }

  /// The most bytes of tensors that there were since `countMemory`.
  public static var peakMemory: Int { ct_most_bytes() }
}
