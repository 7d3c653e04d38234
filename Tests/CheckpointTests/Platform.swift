// Where the Python environment of the tests keeps its interpreter.

import Foundation

#if os(Windows)
  private let interpreter = ["Scripts", "python.exe"]
#else
  private let interpreter = ["bin", "python"]
#endif

let python = interpreter.reduce(root.appendingPathComponent(".venv")) {
  $0.appendingPathComponent($1)
}
