using System.Globalization;
using System.Text;

namespace PopPK.Reporting.Csv;

/// <summary>
/// Rows of a CSV table as bytes, in the form of all tables here (comma, line feed, numbers that read back to the same bits, <c>.</c> for
/// what does not exist), without an object for a cell. Mutable; one owner.
/// </summary>
public sealed class Utf8Rows
{
    private const int MostBytesOfNumber = 32;
    private readonly double[] _parameters;
    private byte[] _bytes = new byte[1 << 16];
    private int _length;
    private byte[] _kept = new byte[1 << 10];
    private int _keptLength;
    private int _begin;
    private bool _isFirst = true;

    /// <summary>Makes an empty part of a table.</summary>
    /// <param name="parameterCount">Number of individual parameters.</param>
    internal Utf8Rows(int parameterCount) => _parameters = new double[parameterCount];

    /// <summary>The bytes so far.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Number of rows so far.</summary>
    public int Rows { get; private set; }

    internal int FailedSubjects { get; set; }

    internal int MissingValues { get; set; }

    /// <summary>Room for individual parameters.</summary>
    internal Span<double> Parameters => _parameters;

    /// <summary>Forgets everything; the memory is kept.</summary>
    internal void Clear()
    {
        (_length, Rows, FailedSubjects, MissingValues, _isFirst) = (0, 0, 0, 0, true);
    }

    /// <summary>Writes a number.</summary>
    /// <param name="value">The number.</param>
    internal void Number(double value)
    {
        Separate(MostBytesOfNumber);
        if (!double.IsFinite(value))
        {
            _bytes[_length++] = (byte)'.';
            return;
        }

        value.TryFormat(_bytes.AsSpan(_length), out var written, default, CultureInfo.InvariantCulture);
        _length += written;
    }

    /// <summary>Writes a whole number.</summary>
    /// <param name="value">The number.</param>
    internal void Number(int value)
    {
        Separate(MostBytesOfNumber);
        value.TryFormat(_bytes.AsSpan(_length), out var written, default, CultureInfo.InvariantCulture);
        _length += written;
    }

    /// <summary>Writes a text, quoted where the format needs it.</summary>
    /// <param name="text">The text.</param>
    internal void Text(string text)
    {
        const int mostBytesOfCharacter = 4;
        Separate(mostBytesOfCharacter * (text.Length + 1));
        var quoted = text.AsSpan().IndexOfAny(",\"\r\n") >= 0 || (text.Length > 0 && (text[0] == ' ' || text[^1] == ' '));
        _length += Encoding.UTF8.GetBytes(quoted ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text, _bytes.AsSpan(_length));
    }

    /// <summary>Begins cells that are kept instead of written.</summary>
    internal void BeginParameters()
    {
        _begin = _length;
        _isFirst = true;
    }

    /// <summary>Keeps the cells since <see cref="BeginParameters"/>.</summary>
    internal void EndParameters()
    {
        _keptLength = _length - _begin;
        if (_kept.Length < _keptLength)
        {
            Array.Resize(ref _kept, 2 * _keptLength);
        }

        _bytes.AsSpan(_begin, _keptLength).CopyTo(_kept);
        _length = _begin;
        _isFirst = true;
    }

    /// <summary>Writes the cells that were kept.</summary>
    internal void RepeatParameters()
    {
        if (_keptLength > 0)
        {
            Separate(_keptLength);
            _kept.AsSpan(0, _keptLength).CopyTo(_bytes.AsSpan(_length));
            _length += _keptLength;
        }
    }

    /// <summary>Ends a row.</summary>
    internal void EndRow()
    {
        Reserve(1);
        _bytes[_length++] = (byte)'\n';
        _isFirst = true;
        Rows++;
    }

    private void Separate(int room)
    {
        Reserve(room + 1);
        if (!_isFirst)
        {
            _bytes[_length++] = (byte)',';
        }

        _isFirst = false;
    }

    private void Reserve(int room)
    {
        if (_bytes.Length - _length < room)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + room));
        }
    }
}
