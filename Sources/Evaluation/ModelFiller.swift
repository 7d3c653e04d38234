// The model, filling holes as a composer has it do.

import Completion
import MidiTok
import Music
import RWKV
import Tokens

/// The model, filling holes as a composer has it do: through `complete`, with its grammar.
public struct ModelFiller: Filler {
  public let name: String
  private let model: Model
  private let cells: Cells
  private let sampling: SamplingOptions

  public init(
    _ name: String, _ model: Model, _ cells: Cells, sampling: SamplingOptions = SamplingOptions()
  ) {
    (self.name, self.model, self.cells, self.sampling) = (name, model, cells, sampling)
  }

  public func fill(_ place: HeldOutHole, takes: Int, seed: UInt64) throws -> [Filling] {
    var options = CompletionOptions()
    options.takes = takes
    options.seed = seed
    options.sampling = sampling
    options.acceptsSilence = true
    var fillings: [(number: Int, filling: Filling)] = []
    for event in try complete(place.score, .cells(place.hole), options, model: model, cells: cells)
    {
      guard case .take(let take) = event else { continue }
      let bars = take.tokens.count { cells.remi.isBar($0) }
      let ends = take.tokens.last == cells.remi.endToken
      let filling = Filling(
        take.tracks.flatMap(\.notes), in: place, hasItsBars: bars == place.bars.count && ends)
      fillings.append((take.number, filling))
    }
    return fillings.sorted { $0.number < $1.number }.map(\.filling)
  }
}

extension Tokenizer {
  /// The tokenizer that a model was trained with, as its checkpoint says.
  public init(of model: Model) throws(CompletionError) {
    guard let json = model.metadata["tokenizer"] else { throw .noTokenizer }
    do { try self.init(tokenizerJSON: json.utf8) } catch { throw .tokenizer(error) }
  }
}
