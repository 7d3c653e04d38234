// Has holes filled, and says what the fillings are like.

import Corpus
import Metrics
import Music
import Tokens

/// Has holes of pieces that were not trained on filled, by a model and by what it is compared with.
public struct HoleEvaluation: Sendable {
  public let places: [(task: HoleTask, places: [HeldOutHole])]
  private let takes: Int
  private let seed: UInt64

  /// - Parameters:
  ///   - holes: Of each kind.
  ///   - takes: Of each hole.
  public init(
    _ store: TokenStore, _ cells: Cells, tasks: [HoleTask] = HoleTask.all, holes: Int, takes: Int,
    seed: UInt64
  ) {
    let all: [(task: HoleTask, places: [HeldOutHole])] = tasks.map {
      ($0, $0.places(store, cells, count: holes, seed: seed))
    }
    places = all.filter { !$0.places.isEmpty }
    self.takes = takes
    self.seed = seed
  }

  /// - Parameters:
  ///   - nearness: To the training data; nil does not look.
  ///   - progress: Called with the share that is done.
  public func comparisons(
    _ filler: some Filler, _ nearness: Nearness?, progress: (Double) -> Void = { _ in }
  ) throws -> [Comparison] {
    let all = places.reduce(0) { $0 + $1.places.count }
    var done = 0
    return try places.map { task, places in
      let results: [(place: HeldOutHole, fillings: [Filling])] = try places.map { place in
        defer { done += 1 }
        progress(Double(done) / Double(all))
        return (place, try filler.fill(place, takes: takes, seed: seed))
      }
      return Comparison(task: task.name, filler: filler.name, results, nearness)
    }
  }

  /// Takes of the first hole of a kind, to be looked at.
  public func example(
    _ task: HoleTask, _ filler: some Filler
  ) throws -> (place: HeldOutHole, fillings: [Filling])? {
    guard let place = places.first(where: { $0.task == task })?.places.first else { return nil }
    return (place, try filler.fill(place, takes: min(takes, 3), seed: seed))
  }
}
