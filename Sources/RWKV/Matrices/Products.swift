// Products that do not wait for one another, shared out between the threads together.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// The token shift: each column of x goes a part of the way to that of the token before it,
/// x + (previous - x) mix. The mixes stand in `mixes` from `first` on.
struct TokenShift {
  let previous: Previous
  let mixes: Vector
  var first = 0
}

/// y = W x, where x may be shifted first, and each number of y go on.
struct Product {
  /// What becomes of the numbers of y while they are at hand.
  enum Finish {
    case tanh, sigmoid, reluSquared
    /// They are added to those of a block of the same size.
    case add(to: Columns)
  }

  let y: Columns
  let W: Matrix
  let x: Columns
  let shift: TokenShift?
  let finish: Finish?

  init(
    _ y: Columns, _ W: Matrix, _ x: Columns, _ shift: TokenShift? = nil, then finish: Finish? = nil
  ) {
    precondition(
      x.width == W.inputs && y.width == W.outputs && x.count == y.count,
      "\(x.count) columns of \(x.width) for \(y.count) of \(W.outputs) x \(W.inputs)")
    (self.y, self.W, self.x, self.shift, self.finish) = (y, W, x, shift, finish)
  }
}

extension Workbench {
  func product(_ y: Columns, _ W: Matrix, _ x: Columns) { multiply([Product(y, W, x)]) }

  /// Adds W x to y.
  func addProduct(to y: Columns, _ W: Matrix, _ x: Columns) {
    temporarily {
      multiply([Product(columns(y.count, y.width), W, x, then: .add(to: y))])
    }
  }

  /// Several products, none of which waits for another.
  func multiply(_ products: [Product]) {
    temporarily {
      withUnsafeTemporaryAllocation(of: PreparedProduct.self, capacity: products.count) {
        prepared in
        for (index, product) in products.enumerated() {
          prepared.initializeElement(at: index, to: makeRoom(for: product))
        }
        prepare(prepared, products[0].x.count)
        multiply(prepared)
      }
    }
  }

  private func multiply(_ products: UnsafeMutableBufferPointer<PreparedProduct>) {
    let weights = products.reduce(0) { $0 + $1.W.byteCount }
    let pieces = threads > 1 ? min(2 * threads, weights / Workbench.bytesPerPiece) : 1
    var job = ProductJob(products: products, pieces: max(1, pieces), kernels: kernels)
    if pieces > 1 {
      Workers.shared.run(pieces, threads: threads, isShort: products[0].x.count <= 4, of: &job) {
        $0.assumingMemoryBound(to: ProductJob.self).pointee.multiply(piece: $1)
      }
    } else {
      job.multiply(piece: 0)
    }
  }

  /// Less is not worth the handing out.
  private static let bytesPerPiece = 32 << 10

  private func makeRoom(for product: Product) -> PreparedProduct {
    let (W, x) = (product.W.packed, product.x)
    var result = PreparedProduct(y: product.y, W: W, source: x, x: x, finish: product.finish)
    if let shift = product.shift {
      result.shift = (shift.previous, shift.mixes[shift.first...])
    }
    if W.preparedWidth != nil || product.shift != nil {
      result.x = columns(x.count, W.preparedWidth ?? x.width)
    }
    return result
  }

  /// Brings `count` columns of each product into the form that its matrix reads; each is shifted
  /// and brought into that form while it is at hand.
  private func prepare(_ products: UnsafeMutableBufferPointer<PreparedProduct>, _ count: Int) {
    let widths = products.reduce(0) { $0 + $1.source.width }
    let isShared = threads > 1 && count >= 2 && count * widths >= Workbench.fewestSharedNumbers
    let pieces = isShared ? min(count, threads) : 1
    let widest = products.reduce(0) { max($0, $1.source.width) }
    var job = PreparationJob(
      products: products, count: count, pieces: pieces, shifted: columns(pieces, widest),
      kernels: kernels)
    if pieces > 1 {
      Workers.shared.run(pieces, threads: threads, isShort: true, of: &job) {
        $0.assumingMemoryBound(to: PreparationJob.self).pointee.prepare(piece: $1)
      }
    } else {
      job.prepare(piece: 0)
    }
  }

  /// Fewer numbers are not worth the handing out.
  private static let fewestSharedNumbers = 8 << 10
}

/// A product with its columns in the form that the matrix reads: plain numbers and pointers.
private struct PreparedProduct {
  let y: Columns
  let W: PackedMatrix
  let source: Columns
  var x: Columns
  let finish: Product.Finish?
  var shift: (previous: Previous, mix: UnsafePointer<Float>)?

  /// Of all strips, each as long as the matrix has inputs.
  var length: Int { W.stripCount * W.inputs }

  init(y: Columns, W: PackedMatrix, source: Columns, x: Columns, finish: Product.Finish?) {
    (self.y, self.W, self.source, self.x, self.finish) = (y, W, source, x, finish)
  }

  var needsPreparation: Bool { W.preparedWidth != nil || shift != nil }

  /// - Parameter shifted: Room for a column.
  func prepare(_ column: Int, _ shifted: UnsafeMutablePointer<Float>, _ kernels: Kernels) {
    var numbers = UnsafePointer(source[column])
    if let (previous, mix) = shift {
      let target = W.preparedWidth == nil ? x[column] : shifted
      kernels.table.lerp(target, numbers, previous[column], mix, source.width)
      numbers = UnsafePointer(target)
    }
    if W.preparedWidth != nil { W.prepare(numbers, into: x[column], kernels) }
  }

  func multiply(_ strips: Range<Int>, _ kernels: Kernels) {
    W.multiply(strips, x, into: y, kernels)
    guard let finish else { return }
    let first = strips.lowerBound * PackedMatrix.stripHeight
    let count = min(strips.upperBound * PackedMatrix.stripHeight, W.outputs) - first
    for column in 0..<y.count {
      let numbers = y[column] + first
      switch finish {
      case .tanh: kernels.table.tanh(numbers, count)
      case .sigmoid: kernels.table.sigmoid(numbers, count)
      case .reluSquared: kernels.table.relu_squared(numbers, count)
      case .add(let sum): kernels.table.add(sum[column] + first, numbers, count)
      }
    }
  }
}

/// Columns that are prepared for several products.
private struct PreparationJob {
  let products: UnsafeMutableBufferPointer<PreparedProduct>
  let count: Int
  let pieces: Int
  /// Room for a column for each piece.
  let shifted: Columns
  let kernels: Kernels

  func prepare(piece: Int) {
    for column in count * piece / pieces..<count * (piece + 1) / pieces {
      for product in products where product.needsPreparation {
        product.prepare(column, shifted[piece], kernels)
      }
    }
  }
}

/// Products whose strips are cut into pieces.
private struct ProductJob {
  let products: UnsafeMutableBufferPointer<PreparedProduct>
  let pieces: Int
  let kernels: Kernels

  /// The strips that begin in the piece.
  func multiply(piece: Int) {
    let whole = products.reduce(0) { $0 + $1.length }
    let (start, end) = (whole * piece / pieces, whole * (piece + 1) / pieces)
    var place = 0
    for product in products {
      let (count, length) = (product.W.stripCount, product.W.inputs)
      func strip(_ position: Int) -> Int {
        min(max((position - place + length - 1) / length, 0), count)
      }
      let strips = strip(start)..<max(strip(start), strip(end))
      if !strips.isEmpty { product.multiply(strips, kernels) }
      place += product.length
    }
  }
}
