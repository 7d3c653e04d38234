// Where the bars and blocks of a sequence of cell tokens stand.

/// Where the bars and blocks of a sequence of cell tokens stand.
struct Runs {
  struct Bar {
    /// The bar token and its time signature.
    var frame: Range<Int>
    /// Each block with where its content stands, which follows the block's own token.
    var blocks: [(block: Cells.Block, content: Range<Int>)] = []

    func content(of block: Cells.Block, in tokens: [Token]) -> ArraySlice<Token> {
      guard let range = blocks.first(where: { $0.block == block })?.content else { return [] }
      return tokens[range]
    }
  }

  private(set) var header: ArraySlice<Token>
  private(set) var bars: [Bar] = []
  /// Where the last bar ends.
  private(set) var end: Int

  init(_ tokens: [Token], _ cells: Cells) {
    let remi = cells.remi
    let firstBar = tokens.firstIndex(where: remi.isBar) ?? tokens.count
    header = tokens[..<firstBar]
    end =
      tokens[firstBar...].firstIndex { $0 == remi.endToken || $0 == cells.fillToken }
      ?? tokens.count
    for index in firstBar..<max(firstBar, end) {
      let token = tokens[index]
      if remi.isBar(token) {
        bars.append(Bar(frame: index..<index + 1))
      } else if let block = cells.block(begunBy: token) {
        bars[bars.count - 1].blocks.append((block, index + 1..<index + 1))
      } else if let last = bars[bars.count - 1].blocks.indices.last {
        bars[bars.count - 1].blocks[last].content  // grows with every token
        = bars[bars.count - 1].blocks[last].content.lowerBound..<index + 1
      } else {
        bars[bars.count - 1].frame = bars[bars.count - 1].frame.lowerBound..<index + 1
      }
    }
  }
}
