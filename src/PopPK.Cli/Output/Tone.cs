namespace PopPK.Cli.Output;

/// <summary>How a line is meant; screens with colours show it.</summary>
internal enum Tone
{
    /// <summary>Text.</summary>
    Normal,

    /// <summary>Worth less attention.</summary>
    Dim,

    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Look at this.</summary>
    Warning,

    /// <summary>Something failed.</summary>
    Bad,
}
