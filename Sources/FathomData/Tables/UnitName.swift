/// What stands before or behind a number and says what it counts: `$`, `%`, `kg`.
///
/// Spellings that mean one thing are one name: `USD 5`, `$5` and `5 US$`; `year` and `years`; `KG` and `kg`.
struct UnitName: Sendable, Codable, Hashable, Comparable {
  /// The spelling that stands for all of them.
  private let word: PackedWord

  /// A longer word is no unit.
  static let longest = PackedWord.longest
  /// No unit at all.
  static let none = UnitName(spelling: "")
  /// A hundredth.
  static let percent = UnitName(spelling: "%")

  private init(spelling: some StringProtocol) { word = PackedWord(spelling.utf8) }

  /// The name that a spelling has.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    if let known = UnitName(known: bytes) {
      self = known
      return
    }
    var text = String(decoding: bytes, as: UTF8.self).lowercased()
    while text.hasSuffix("."), text.utf8.count > 1 { text.removeLast() }
    if text.utf8.count > 3, text.hasSuffix("s") { text.removeLast() }
    self.init(spelling: UnitName.spellings[UnitName.packed(text.utf8)]?.text ?? text)
  }

  /// The name that a spelling of something known has; nil for others.
  init?(known bytes: UnsafeBufferPointer<UInt8>) {
    var bytes = bytes[...]
    while bytes.count > 1, bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
    guard !bytes.isEmpty, bytes.count <= 8 else { return nil }
    if let known = UnitName.spellings[UnitName.packed(bytes)] {
      self = known
      return
    }
    // One letter may be another unit in the other case: `m` and `M`.
    guard bytes.count > 1 else { return nil }
    let folded = bytes.lazy.map { $0 &- 65 < 26 ? $0 | 0x20 : $0 }
    guard let known = UnitName.spellings[UnitName.packed(folded)] else { return nil }
    self = known
  }

  /// At most eight bytes as a number; longer ones are cut off.
  private static func packed(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var result: UInt64 = 0
    for (place, byte) in bytes.prefix(8).enumerated() {
      result |= UInt64(byte) << UInt64(8 * place)
    }
    return result
  }

  /// The spelling that stands for all.
  var text: String { word.text }

  /// Whether it is a currency.
  var isCurrency: Bool { UnitName.currencies.contains(self) }
  /// Whether it is a unit that people use, rather than any word behind a number.
  var isKnown: Bool { UnitName.known.contains(self) || UnitName.scaledCurrencies.contains(self) }
  /// What it multiplies by, as a power of ten, and what it counts; nil where it only counts.
  ///
  /// `K` and `B` are also kelvin and bytes: a column tells.
  var scale: (unit: UnitName, powerOfTen: Int)? { UnitName.scales[self] }
  /// Whether it is one letter, which behind digits may be a part of a code.
  var isLetter: Bool { word == PackedWord([word.firstByte]) && word.firstByte < 0x80 }

  /// A currency with what stands behind the number: `$5K`, `$5/kg`; a currency that is named twice is one.
  init(currency: UnitName, counting name: UnitName) {
    self = currency == name ? name : UnitName(spelling: currency.text + name.text)
  }

  /// What numbers are out of: `/5`.
  init(outOf whole: ArraySlice<UInt8>) {
    self.init(spelling: "/" + String(decoding: whole, as: UTF8.self))
  }
  /// Whether it is what numbers are out of.
  var isWhole: Bool {
    word.firstByte == UInt8(ascii: "/")
      && text.utf8.dropFirst().first.map { $0 &- 48 < 10 } ?? false
  }

  /// The order of the bytes.
  static func < (a: UnitName, b: UnitName) -> Bool { a.word < b.word }
}

// MARK: - What is known

extension UnitName {
  private static let currencies = Set(currencySpellings.map { UnitName(spelling: $0[0]) })
  private static let known = Set(
    (currencySpellings + unitSpellings).map { UnitName(spelling: $0[0]) })

  /// Currencies in thousands, millions and billions.
  private static let scaledCurrencies = Set(
    currencies.flatMap { currency in
      ["k", "K", "M", "m", "B", "b", "bn", "T"].map { UnitName(spelling: currency.text + $0) }
    })

  /// Thousands, millions and billions, alone and of a currency.
  private static let scales: [UnitName: (unit: UnitName, powerOfTen: Int)] = {
    let powers = ["k": 3, "K": 3, "M": 6, "bn": 9, "B": 9]
    let ofCurrencies = ["k": 3, "K": 3, "m": 6, "M": 6, "b": 9, "B": 9, "bn": 9, "T": 12]
    var result = [UnitName: (unit: UnitName, powerOfTen: Int)]()
    for (word, power) in powers { result[UnitName(spelling: word)] = (.none, power) }
    for currency in currencies {
      for (word, power) in ofCurrencies {
        result[UnitName(spelling: currency.text + word)] = (currency, power)
      }
    }
    return result
  }()

  /// The name of each spelling of at most eight bytes, and of their plurals.
  private static let spellings: [UInt64: UnitName] = {
    var result = [UInt64: UnitName]()
    for group in currencySpellings + unitSpellings {
      let name = UnitName(spelling: group[0])
      for spelling in group {
        let isWord = spelling.unicodeScalars.count > 1
        for form in [spelling, isWord ? spelling.lowercased() : spelling] where form.utf8.count <= 8
        {
          result[packed(form.utf8)] = name
          let plural = packed((form + "s").utf8)
          if spelling.utf8.count > 2, form.utf8.count < 8, result[plural] == nil {
            result[plural] = name
          }
        }
      }
    }
    return result
  }()

  /// Currencies: the signs of Unicode, the codes of ISO 4217 of those traded most (BIS Triennial Survey 2022),
  /// and their usual short forms.
  private static let currencySpellings: [[String]] = [
    ["$", "USD", "US$", "$US", "dollar", "dollars"], ["€", "EUR", "euro", "euros"],
    ["£", "GBP", "￡"], ["¥", "JPY", "￥", "yen", "円"], ["CNY", "RMB", "元", "CN¥"],
    ["₹", "INR", "Rs", "₨"], ["₽", "RUB", "руб", "р"], ["₩", "KRW"], ["₺", "TRY", "TL"],
    ["₫", "VND", "đ"], ["₪", "ILS", "NIS"], ["฿", "THB"], ["₴", "UAH"], ["₦", "NGN"],
    ["₱", "PHP"], ["₿", "BTC", "XBT"], ["¢", "ct", "cents"], ["CHF", "Fr", "SFr", "Fr."],
    ["kr", "SEK", "NOK", "DKK", "ISK"], ["zł", "PLN"], ["Kč", "CZK"], ["Ft", "HUF"],
    ["lei", "RON"], ["лв", "BGN"], ["R$", "BRL"], ["A$", "AUD", "AU$"], ["C$", "CAD", "CA$"],
    ["NZ$", "NZD"], ["HK$", "HKD"], ["S$", "SGD"], ["NT$", "TWD"], ["Mex$", "MXN", "MX$"],
    ["RM", "MYR"], ["Rp", "IDR"], ["ZAR"], ["AED"], ["SAR"], ["CLP"], ["COP"], ["ARS"],
    ["PEN"], ["EGP"],
  ]

  /// Units of measure: those of the SI brochure (BIPM 2019), NIST SP 811 appendix B, and of daily use.
  private static let unitSpellings: [[String]] = [
    ["%", "pct", "percent", "％", "prozent"], ["‰"], ["ppm"], ["ppb"], ["bp", "bps"],
    ["km"], ["m", "meter", "metre", "meters", "metres"], ["dm"], ["cm", "cms"], ["mm"],
    ["µm", "μm", "um"], ["nm"], ["mi", "mile"], ["yd"], ["ft", "feet", "foot", "'", "′"],
    ["in", "inch", "inches", "\"", "″"], ["km²", "km2", "km^2"],
    ["m²", "m2", "m^2", "sqm", "qm"], ["cm²", "cm2"], ["ha"], ["acre"],
    ["sq ft", "sqft", "ft²", "ft2"], ["m³", "m3", "m^3", "cbm"], ["cm³", "cm3", "cc"],
    ["t", "tonne", "tons", "ton"], ["kg", "kgs", "kilo", "kilogram"], ["g", "gram", "gr"], ["mg"],
    ["µg", "μg", "ug", "mcg"], ["ng"], ["lb", "lbs", "pound"], ["oz"],
    ["l", "L", "litre", "liter", "ltr"], ["dl", "dL"], ["cl", "cL"], ["ml", "mL"],
    ["µl", "μl", "ul"], ["gal", "gallon"], ["mg/dL"], ["g/dL"], ["mmol/L"], ["mol/L"],
    ["µmol/L", "umol/L", "μmol/L"], ["U/L"], ["IU/L"], ["mg/L"], ["µg/L", "ug/L"], ["ng/mL"],
    ["g/L"], ["µg/m³", "ug/m3", "µg/m3", "μg/m³"], ["mmHg"], ["bpm"], ["mol"], ["mmol"],
    ["ms", "msec"], ["µs", "us"], ["ns"], ["s", "sec", "secs", "second"],
    ["min", "mins", "minute"], ["h", "hr", "hrs", "hour", "std"], ["d", "day"],
    ["week", "wk", "wks"],
    ["month", "mo", "mos", "mth"], ["year", "yr", "yrs", "y", "jahre"],
    ["km/h", "kmh", "kph", "kmph"], ["m/s"], ["mph"], ["knot", "kn", "kt"], ["rpm"],
    ["°C", "℃", "celsius", "degC", "C", "° C", "ºC"], ["°F", "℉", "degF", "° F", "ºF"],
    ["K", "kelvin"],
    ["°", "º", "deg", "degree"], ["Hz"], ["kHz"], ["MHz"], ["GHz"], ["W", "watt"], ["kW"], ["MW"],
    ["kWh"], ["MWh"], ["Wh"], ["V", "volt"], ["mV"], ["kV"], ["A", "amp"], ["mA"], ["Ah"],
    ["mAh"], ["Ω", "ohm", "Ω"], ["J"], ["kJ"], ["cal"], ["kcal"], ["N"], ["Nm"], ["kN"], ["Pa"],
    ["hPa"], ["kPa"], ["MPa"], ["bar"], ["mbar"], ["psi"], ["atm"], ["dB"], ["hp", "bhp"],
    ["ps"], ["mpg"], ["kmpl", "km/l"], ["l/100km"], ["B", "byte"], ["kB", "KB", "KiB"],
    ["MB", "MiB"], ["GB", "GiB"], ["TB", "TiB"], ["bit"], ["kbit/s", "kbps"], ["Mbit/s", "Mbps"],
    ["px", "pixel"], ["MP", "megapixel"], ["dpi"], ["pt"], ["k", "thousand"],
    ["M", "million", "mio", "mn"],
    ["bn", "billion", "mrd"], ["pc", "pcs", "piece"], ["x", "×"], ["th", "st", "nd", "rd"],
    ["lux", "lx"], ["lm"], ["pH"], ["EA", "each"],
  ]
}
