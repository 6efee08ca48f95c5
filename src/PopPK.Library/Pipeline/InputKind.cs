using System.Globalization;

namespace PopPK.Pipeline;

/// <summary>A kind of file the user names.</summary>
/// <param name="Noun">What messages call it.</param>
/// <param name="Pattern">What its files are usually named, for suggestions.</param>
/// <param name="FirstCode">Number of its first diagnostic.</param>
internal sealed record InputKind(string Noun, string Pattern, int FirstCode)
{
    /// <summary>A model text.</summary>
    public static InputKind Model { get; } = new("model file", "*.poppk", 6010);

    /// <summary>A data file.</summary>
    public static InputKind Data { get; } = new("data file", "*.csv", 6020);

    /// <summary>A regimen text.</summary>
    public static InputKind Regimen { get; } = new("regimen file", "*.regimen", 7050);

    /// <summary>The code of one of its diagnostics.</summary>
    /// <param name="number">Which one: 0 a folder, 1 missing, 2 unreadable, 3 and up what only this kind has.</param>
    public string Code(int number) => "PK" + (FirstCode + number).ToString(CultureInfo.InvariantCulture);
}
