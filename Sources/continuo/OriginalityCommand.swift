// `continuo originality`: the index that marks takes which repeat what a model was trained on.

import ArgumentParser
import Checkpoint
import Completion
import Corpus
import Foundation
import Music
import Tokens

struct OriginalityCommand: AsyncParsableCommand {
  /// Shorter passages stand in much music that nobody took from anywhere.
  private static let usualLength = 14

  static let configuration = CommandConfiguration(
    commandName: "originality",
    abstract: "Make the index that marks takes which repeat training pieces.",
    discussion: """
      Reads datasets that 'continuo prepare' made and writes an index of all passages of their \
      training pieces, each hand for itself: so many notes in a row, in any key. A passage of the \
      training pieces is always found. How many notes of the pieces for validation and test are \
      found, which nobody trained on, is printed and kept in the index.

      'continuo complete' reads the index that has the name of its model and the ending \
      '\(OriginalityFile.ending)'.

      Example:
        continuo originality runs/data --out runs/model.originality
        continuo originality runs/open runs/pop --out runs/pop.originality
      """)

  @Argument(help: "Datasets, all that the model has learned from.", completion: .directory)
  var datasets: [String]

  @Option(help: "The index's file.", completion: .file())
  var out: String

  @Option(parsing: .unconditional, help: "How many notes a passage has, 2 to 1000.")
  var length = usualLength

  func run() async throws {
    try reportingFailure {
      guard 2...1000 ~= length else {
        throw UserError(nil, "--length \(length) is not possible", advice: "Choose 2 to 1000")
      }
      let opened = try datasets.map(open)
      var passages = PassageCollection(length: length)
      for (data, cells) in opened {
        for score in scores(data.train, cells) {
          for track in score.tracks {
            passages.add(track.notes, ticksPerQuarter: score.ticksPerQuarter)
          }
        }
      }
      guard passages.count > 0 else {
        throw UserError(
          datasets[0], "no training piece has a passage of \(length) notes",
          advice: "Choose another dataset, or a smaller --length")
      }
      let others = opened.lazy.flatMap { data, cells in
        [data.validation, data.test].lazy.flatMap { scores($0, cells) }
      }
      let (index, byChance) = passages.index(
        comparedWith: others.flatMap { score in
          score.tracks.map { ($0.notes, score.ticksPerQuarter) }
        })
      let url = URL(filePath: out)
      do { try WholeFile.write(index.data, to: url) } catch {
        throw UserError(
          url, "cannot be written (\(error.localizedDescription))",
          advice: "Check the folder, its permissions and the free space")
      }
      print("\(index.count) passages of \(length) notes, \(index.data.count) bytes")
      print("\(decimal(100 * index.shareElsewhere, 2)) % of the notes of other pieces are found")
      print(
        "\(decimal(100 * byChance, 3)) % of the passages that are not there are found by chance")
    }
  }

  private func open(_ path: String) throws(UserError) -> (Dataset, Cells) {
    let folder = URL(filePath: path, directoryHint: .isDirectory)
    let data: Dataset
    do throws(DatasetError) { data = try Dataset(contentsOf: folder) } catch {
      throw UserError(nil, error.problem, advice: error.advice)
    }
    guard case .cells(let cells) = data.tokenizer else {
      throw UserError(
        folder, "its tokens know no hands", advice: "Prepare it again without --tokenizer")
    }
    return (data, cells)
  }

  private func scores(_ store: TokenStore, _ cells: Cells) -> some Sequence<Score> {
    (0..<store.pieceCount).lazy.map { cells.decode(store.tokens(ofPiece: $0)) }
  }
}

/// The index of a model's training music, beside the model.
enum OriginalityFile {
  static let ending = "originality"

  /// The index of a model; nil where none is beside it.
  static func index(ofModel url: URL) throws(UserError) -> PassageIndex? {
    let place = url.deletingPathExtension().appendingPathExtension(ending)
    guard FileManager.default.fileExists(atPath: place.path) else { return nil }
    do { return try PassageIndex(contentsOf: place) } catch {
      throw UserError(place, error.problem, advice: error.advice)
    }
  }
}
