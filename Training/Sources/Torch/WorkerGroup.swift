// Processes that add numbers up together.

import CTorch

/// A worker is gone, or was never met.
public struct WorkerGroupError: Error, Hashable {
  /// c10d's words.
  public let reason: String
}

/// Processes, one a worker, that add numbers up together over TCP. All call the same functions in
/// the same order.
public final class WorkerGroup {
  private let handle: CTGroup
  /// Of this worker, from 0.
  public let rank: Int
  public let size: Int

  /// Waits until all workers have come.
  ///
  /// - Parameters:
  ///   - servesStore: Whether this process serves the store at the address, or somebody else does.
  ///   - name: Tells this meeting from others at the address.
  public init(
    rank: Int, size: Int, address: String, port: Int, servesStore: Bool, name: String
  ) throws(WorkerGroupError) {
    var handle = CTGroup()
    try check(
      ct_group_join(
        &handle, address, Int32(port), Int32(rank), Int32(size), servesStore ? 1 : 0, name))
    (self.handle, self.rank, self.size) = (handle, rank, size)
  }

  deinit { ct_group_free(handle) }

  /// The sums of the numbers over all workers.
  public func sums(_ values: [Double]) throws(WorkerGroupError) -> [Double] {
    var sums = values
    try check(ct_group_sum(handle, &sums, sums.count))
    return sums
  }

  /// Adds the gradients of the parameters up over all workers, in place.
  public func sumGradients(of parameters: [Tensor]) throws(WorkerGroupError) {
    try check(ct_group_sum_gradients(handle, parameters.map(\.handle), parameters.count))
  }
}

private func check(_ status: CTStatus) throws(WorkerGroupError) {
  if status != 0 { throw WorkerGroupError(reason: String(cString: ct_error())) }
}
