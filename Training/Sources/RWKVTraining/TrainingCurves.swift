// A run's log as points of curves.

/// A run's log as points of curves, over the millions of tokens predicted so far.
public struct TrainingCurves: Sendable {
  public typealias Points = [(x: Double, y: Double)]

  /// Of the training loss, in nats a token, and of the speed, in tokens a second: means of `mean`
  /// steps.
  public private(set) var loss: Points = []
  public private(set) var throughput: Points = []
  /// Of each evaluation, in nats a token.
  public private(set) var validation: Points = []
  public let mean: Int

  /// - Parameter mean: How many steps in a row are a point; by default a hundredth of them.
  public init(_ lines: [LogLine], mean: Int? = nil) {
    let steps = lines.count { if case .training = $0.content { true } else { false } }
    self.mean = mean ?? max(1, steps / 100)
    var (total, losses, count, duration) = (0, [Double](), 0, 0.0)
    var millions: Double { Double(total) / 1e6 }
    for line in lines {
      switch line.content {
      case .evaluation(let nats, _): validation.append((millions, nats))
      case .training(let tokens, let seconds, let loss, _, _):
        total += tokens
        losses.append(loss)
        count += tokens
        duration += seconds
        if losses.count == self.mean {
          self.loss.append((millions, losses.reduce(0, +) / Double(losses.count)))
          throughput.append((millions, Double(count) / max(duration, 1e-3)))
          (losses, count, duration) = ([], 0, 0)
        }
      }
    }
  }
}
