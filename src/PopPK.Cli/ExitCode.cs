namespace PopPK.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>It ran, but the estimation did not converge or a step failed; everything that exists is written.</summary>
    public const int Incomplete = 1;

    /// <summary>The model, the data or the command is wrong; nothing was run.</summary>
    public const int WrongInput = 2;

    /// <summary>A defect of this program.</summary>
    public const int Defect = 3;

    /// <summary>Interrupted; what exists is written.</summary>
    public const int Interrupted = 130;
}
