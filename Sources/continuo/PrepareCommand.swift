// `continuo prepare`: a dataset of folders of music, to train on.

import ArgumentParser
import Checkpoint
import Corpus
import Foundation
import Tokens

struct PrepareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare",
    abstract: "Make a dataset of folders of music, to train a model on.",
    discussion: """
      Reads all MIDI and MusicXML files in the folders and below. Folders named train, val and test \
      right below one keep their parts; without them 5 in 100 pieces are drawn for val and 5 for \
      test. A file manifest.tsv in or beside a folder may name source, licence, composer and title \
      of each file.

      Files that cannot be read, that are no piano music, whose bars do not agree with their notes \
      and that are there twice, in another key or tempo perhaps, are left out; the dataset's \
      report.tsv names each and says why.

      A run that was killed goes on where it stopped when it is started again. Several machines \
      share the work with --shard, all with the same folder; the last one joins the dataset.

      Examples:
        continuo prepare --out runs/data music
        continuo prepare --out runs/data music --report
        continuo prepare --out runs/data bach chopin --tokenizer tokenizer.json
        continuo prepare --out runs/pop --format pop909 POP909
        continuo prepare --out runs/data music --shard 0/2
      """)

  @Argument(help: "Folders of music.", completion: .directory)
  var folders: [String]

  @Option(help: "The dataset's folder, which must not be there yet.", completion: .directory)
  var out: String

  @Option(
    help: """
      What the folders hold: 'scores', whose bars are real; 'pop909', the \
      folder POP909 of that collection as it was published, whose bars are found from the notes; \
      'asap', performances with their beats marked as in ASAP; or 'performances', which have no \
      bars, as in MAESTRO, and get one every two seconds.
      """)
  var format = Preparation.Format.scores

  @Option(
    help: "A tokenizer.json of MidiTok's; without it, the cells of Continuo's models.",
    completion: .file(extensions: ["json"]))
  var tokenizer: String?

  @Flag(
    help: """
      Also write report.html into the dataset: pitches, durations, densities, metres, keys and \
      lengths, as charts.
      """)
  var report = false

  @Option(help: "Make only this share of the dataset, such as 0/4, the first of four.")
  var shard = Shard.whole

  func run() async throws {
    do {
      var preparation = Preparation(
        folders: folders.map { URL(filePath: $0, directoryHint: .isDirectory) }, format: format,
        tokenizer: try readTokenizer(tokenizer))
      preparation.shard = shard
      var bar = PreparationProgress()
      defer { bar.clear() }
      let folder = URL(filePath: out, directoryHint: .isDirectory)
      let summary = try await preparation.run(into: folder) { bar.show(done: $0, of: $1) }
      bar.clear()
      guard let summary else {
        let isJoined = FileManager.default.fileExists(atPath: folder.path)
        printError(
          isJoined
            ? "Another run has joined the dataset."
            : "This share is made; the dataset is joined when the others are made, too.")
        return
      }
      if report { try writePage(summary, folder) }
      print(summary.table, terminator: "")
      let refused = summary.refused.values.reduce(0, +)
      if refused > 0 {
        printError("\(refused) pieces were left out; \(out)/report.tsv says why.")
      }
      for (kind, sum) in summary.omitted.sorted(by: { $0.key.rawValue > $1.key.rawValue }) {
        let what =
          kind == .tracks ? "of singers, other instruments or drums" : "that have no token"
        printError(
          "\(sum.notes) notes \(what) are missing of \(sum.pieces) pieces; \(out)/omitted.tsv "
            + "names them.")
      }
    } catch let error as DatasetError {
      printError(UserError(nil, error.problem, advice: error.advice).message)
      throw ExitCode.failure
    } catch let failure as UserError {
      printError(failure.message)
      throw ExitCode.failure
    }
  }

  private func writePage(_ summary: Summary, _ folder: URL) throws {
    let page = CorpusPage(
      statistics: CorpusStatistics(try Dataset(contentsOf: folder)),
      title: folder.lastPathComponent, summary: summary.table)
    let url = folder.appending(path: "report.html")
    do { try WholeFile.write(Data(page.html.utf8), to: url) } catch {
      throw UserError(
        url, "cannot be written (\(error.localizedDescription))",
        advice: "The dataset itself is whole; check the free space")
    }
  }
}

extension Preparation.Format: ExpressibleByArgument {}

extension Shard: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }

  public var defaultValueDescription: String { "all of it" }
}

/// A bar on standard error that grows; nothing where that is no terminal.
private struct PreparationProgress {
  private let isShown = OutputStream.standardError.isTerminal
  private var shownPercent: Int?
  private static let width = 40

  mutating func show(done: Int, of total: Int) {
    let percent = done * 100 / total
    guard isShown, percent != shownPercent else { return }
    shownPercent = percent
    let filled = percent * Self.width / 100
    let bar =
      String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
    printError("\r[\(bar)] \(percent) %, \(done) of \(total) pieces", terminator: "")
  }

  mutating func clear() {
    guard isShown, shownPercent != nil else { return }
    printError("\r\u{1B}[2K", terminator: "")
    shownPercent = nil
  }
}
