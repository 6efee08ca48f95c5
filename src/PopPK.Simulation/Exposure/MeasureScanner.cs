using System.Globalization;
using PopPK.Text;

namespace PopPK.Simulation.Exposure;

/// <summary>Takes the words of measures from a text, one after the other, and says what is wrong with them. Mutable, for one text.</summary>
/// <param name="source">The text.</param>
/// <param name="span">The part of it that is read.</param>
/// <param name="diagnostics">Receives what is wrong.</param>
internal sealed class MeasureScanner(SourceText source, TextSpan span, DiagnosticBag diagnostics)
{
    private readonly string _text = source.Content;
    private int _at = span.Start;

    /// <summary>Where the last word ended.</summary>
    public int LastEnd { get; private set; } = span.Start;

    /// <summary>The text of a span.</summary>
    /// <param name="of">The span.</param>
    public string TextOf(TextSpan of) => source.TextOf(of);

    /// <summary>The place of a span.</summary>
    /// <param name="of">The span.</param>
    public DiagnosticLocation Locate(TextSpan of) => new TextLocation(source, of);

    /// <summary>Adds an error.</summary>
    /// <param name="code">Stable code.</param>
    /// <param name="message">What was found.</param>
    /// <param name="of">Where.</param>
    /// <param name="advice">What to do.</param>
    public void Error(string code, string message, TextSpan of, string advice) => diagnostics.Error(code, message, Locate(of), advice);

    /// <summary>Takes a word or sign if it is the next one.</summary>
    /// <param name="word">The word.</param>
    public bool TryTake(string word)
    {
        Skip();
        var end = _at + word.Length;
        if (end > span.End || string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0 || (IsLetter(word[0]) && end < span.End && IsLetter(_text[end])))
        {
            return false;
        }

        MoveTo(end);
        return true;
    }

    /// <summary>Takes a sign that must be there.</summary>
    /// <param name="sign">The sign.</param>
    public bool Expect(string sign) => TryTake(sign) || Unexpected($"'{sign}'");

    /// <summary>Says that something does not belong there when it is not the end.</summary>
    /// <param name="what">What is expected.</param>
    public bool ExpectEnd(string what)
    {
        Skip();
        return _at >= span.End || Unexpected(what);
    }

    /// <summary>Says what is expected instead of what stands there.</summary>
    /// <param name="what">What is expected.</param>
    /// <returns>False.</returns>
    public bool Unexpected(string what)
    {
        Skip();
        var isEnd = _at >= span.End;
        diagnostics.Error(
            "PK7200",
            isEnd ? "something is missing at the end" : $"'{_text[_at]}' does not belong here",
            Locate(new TextSpan(Math.Min(_at, span.End), isEnd ? 0 : 1)),
            $"expected {what}");
        return false;
    }

    /// <summary>Takes a name.</summary>
    /// <param name="what">What is expected, for messages.</param>
    public (string Name, TextSpan Span)? Name(string what)
    {
        Skip();
        var end = _at;
        while (end < span.End && (IsLetter(_text[end]) || (end > _at && (char.IsAsciiDigit(_text[end]) || IsPointOfNumber(end)))))
        {
            end++;
        }

        if (end == _at)
        {
            Unexpected(what);
            return null;
        }

        var of = new TextSpan(_at, end - _at);
        MoveTo(end);
        return (TextOf(of), of);
    }

    /// <summary>Takes a number.</summary>
    /// <param name="what">What is expected, for messages.</param>
    public double? Number(string what)
    {
        Skip();
        var end = _at;
        while (end < span.End && (char.IsAsciiDigit(_text[end]) || _text[end] == '.'
            || ((_text[end] is '-' or '+') && (end == _at || _text[end - 1] is 'e' or 'E'))
            || (_text[end] is 'e' or 'E' && end > _at && char.IsAsciiDigit(_text[end - 1]))))
        {
            end++;
        }

        if (end > _at && double.TryParse(_text.AsSpan(_at, end - _at), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
        {
            MoveTo(end);
            return value;
        }

        Unexpected(what);
        return null;
    }

    /// <summary>Takes an argument.</summary>
    public MeasureArgument? Argument()
    {
        const string what = "a number, a name or a multiple such as 4*MIC";
        Skip();
        var start = _at;
        if (start >= span.End || IsLetter(_text[start]))
        {
            return Name(what) is not var (name, _) ? null
                : !TryTake("*") ? Of(new Threshold(1, name), start)
                : Number("a number") is { } times ? Of(new Threshold(times, name), start) : null;
        }

        return Number(what) is not { } number ? null
            : !TryTake("*") ? Of(new Threshold(number), start)
            : Name("the name of a column") is var (column, _) ? Of(new Threshold(number, column), start) : null;
    }

    private MeasureArgument Of(Threshold value, int start) => new(value, new TextSpan(start, LastEnd - start));

    private static bool IsLetter(char c) => char.IsLetter(c) || c == '_';

    // In auc0.5_24 the point belongs to the name.
    private bool IsPointOfNumber(int at) => _text[at] == '.' && char.IsAsciiDigit(_text[at - 1]) && at + 1 < span.End && char.IsAsciiDigit(_text[at + 1]);

    private void Skip()
    {
        while (_at < span.End && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }

    private void MoveTo(int end) => (_at, LastEnd) = (end, end);
}
