// Whether a step's loss is one that training gives.

/// The losses of the last steps, and whether the next one is in keeping with them.
public struct LossWatch: Hashable, Sendable, Codable {
  private var recent: [Double] = []

  /// What is wrong with a step.
  public enum Symptom: Hashable, Sendable {
    /// The loss or the norm of the gradients is no number.
    case notANumber
    /// The loss is far above the median of the last steps.
    case spike(loss: Double, usual: Double)
  }

  private static let memory = 64
  /// Before so many losses are known, nothing is called a spike.
  private static let leastMemory = 16

  public init() {}

  /// What is wrong with this loss and this norm, or nil.
  ///
  /// A spike lies above the median of the last losses by more than eight standard deviations, these
  /// taken from the median of the distances to it, and by more than one nat: a hard window does not
  /// do that, broken parameters do.
  public func symptom(loss: Double, gradientNorm: Double = 0) -> Symptom? {
    guard loss.isFinite, gradientNorm.isFinite else { return .notANumber }
    guard recent.count >= Self.leastMemory else { return nil }
    let usual = median(recent)
    let deviation = 1.4826 * median(recent.map { abs($0 - usual) })
    return loss > usual + max(1, 8 * deviation) ? .spike(loss: loss, usual: usual) : nil
  }

  mutating func add(_ loss: Double) {
    recent.append(loss)
    if recent.count > Self.memory { recent.removeFirst() }
  }
}

private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

/// A step that must not change the parameters.
public struct Divergence: Error, Hashable {
  /// The step that would have been.
  public let step: Int
  public let symptom: LossWatch.Symptom
}
