// The model, filling holes as a composer has it do.

import Completion
import MidiTok
import Music
import RWKV
import Tokens

/// The model, filling holes as a composer has it do: through `complete`, with its grammar.
public struct ModelFiller: Filler {
  /// Which fillings are looked at.
  public enum Takes: String, CaseIterable, Sendable {
    /// All candidates, as they are drawn: what the model writes.
    case drawn
    /// The takes that are chosen of them, with bolder ones where they are alike: what a composer is
    /// shown.
    case shown
  }

  public let name: String
  private let model: Model
  private let cells: Cells
  private let sampling: SamplingOptions
  private let takes: Takes

  public init(
    _ name: String, _ model: Model, _ cells: Cells, sampling: SamplingOptions = SamplingOptions(),
    takes: Takes = .drawn
  ) {
    (self.name, self.model, self.cells, self.sampling) = (name, model, cells, sampling)
    self.takes = takes
  }

  public func fill(_ place: HeldOutHole, takes count: Int, seed: UInt64) throws -> [Filling] {
    var options = CompletionOptions()
    (options.takes, options.seed) = (count, seed)
    if takes == .drawn { options.candidates = count }
    options.sampling = sampling
    options.acceptsSilence = true
    let suggestions = try complete(
      place.score, .cells(place.hole), options, model: model, cells: cells)
    let takes = takes == .drawn ? suggestions.candidates.takes() : suggestions.takes()
    return takes.map { take in
      let bars = take.tokens.count { cells.remi.isBar($0) }
      let ends = take.tokens.last == cells.remi.endToken
      return Filling(
        take.tracks.flatMap(\.notes), in: place, hasItsBars: bars == place.bars.count && ends)
    }
  }
}

extension Tokenizer {
  /// The tokenizer that a model was trained with, as its checkpoint says.
  public init(of model: Model) throws(CompletionError) {
    guard let json = model.metadata["tokenizer"] else { throw .noTokenizer }
    do { try self.init(tokenizerJSON: json.utf8) } catch { throw .tokenizer(error) }
  }
}
