using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PopPK.Cli.Commands;
using PopPK.Cli.Output;

namespace PopPK.Cli;

/// <summary>The program without the process: arguments in, text and an exit code out. Stateless; safe for concurrent use.</summary>
internal static class CliApplication
{
    /// <summary>Runs a command.</summary>
    /// <param name="arguments">The arguments, without the program's name.</param>
    /// <param name="environment">What the command sees of the world.</param>
    /// <param name="interruption">Asks the command to stop and keep what exists.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> arguments, CliEnvironment environment, CancellationToken interruption = default)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(environment);
        if (arguments is ["--version"])
        {
            environment.Out.WriteLine(ProgramVersion.Text);
            return ExitCode.Done;
        }

        try
        {
            using var host = BuildHost(arguments, environment, new Interruption(interruption));
            return Judge(host.Services.GetRequiredService<CommandTree>().Run(), environment);
        }
        catch (Exception defect)
        {
            ReportDefect(defect, arguments, environment);
            return ExitCode.Defect;
        }
    }

    // Nothing is configured, nothing is scanned: the host only makes the objects a command asks for, when it asks.
    private static IHost BuildHost(IReadOnlyList<string> arguments, CliEnvironment environment, Interruption interruption)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services
            .AddSingleton(environment)
            .AddSingleton(interruption)
            .AddSingleton(new CommandLineText(arguments))
            .AddSingleton(p => new DiagnosticPrinter(p.GetRequiredService<CliEnvironment>()))
            .AddSingleton(p => new RunHandler(
                p.GetRequiredService<CliEnvironment>(),
                p.GetRequiredService<DiagnosticPrinter>(),
                p.GetRequiredService<Interruption>()))
            .AddSingleton(p => new SimulateHandler(
                p.GetRequiredService<CliEnvironment>(),
                p.GetRequiredService<DiagnosticPrinter>(),
                p.GetRequiredService<Interruption>()))
            .AddSingleton(p => new VpcHandler(
                p.GetRequiredService<CliEnvironment>(),
                p.GetRequiredService<DiagnosticPrinter>(),
                p.GetRequiredService<Interruption>()))
            .AddSingleton(p => new NpdeHandler(
                p.GetRequiredService<CliEnvironment>(),
                p.GetRequiredService<DiagnosticPrinter>(),
                p.GetRequiredService<Interruption>()))
            .AddSingleton(p => new PpcHandler(
                p.GetRequiredService<CliEnvironment>(),
                p.GetRequiredService<DiagnosticPrinter>(),
                p.GetRequiredService<Interruption>()))
            .AddSingleton(p => new ForecastHandler(
                p.GetRequiredService<CliEnvironment>(),
                p.GetRequiredService<DiagnosticPrinter>(),
                p.GetRequiredService<Interruption>()))
            .AddSingleton(p => new CheckHandler(p.GetRequiredService<CliEnvironment>(), p.GetRequiredService<DiagnosticPrinter>()))
            .AddSingleton(p => new CompareHandler(p.GetRequiredService<CliEnvironment>(), p.GetRequiredService<DiagnosticPrinter>()))
            .AddSingleton(p => new ConvertHandler(p.GetRequiredService<CliEnvironment>(), p.GetRequiredService<DiagnosticPrinter>()))
            .AddSingleton(p => new ExplainHandler(p.GetRequiredService<CliEnvironment>(), p.GetRequiredService<DiagnosticPrinter>()))
            .AddSingleton(p => new ExplainSubjectHandler(p.GetRequiredService<CliEnvironment>(), p.GetRequiredService<DiagnosticPrinter>()))
            .AddSingleton(p => new ReportHandler(
                p.GetRequiredService<CliEnvironment>(),
                p.GetRequiredService<DiagnosticPrinter>(),
                p.GetRequiredService<Interruption>()))
            .AddSingleton(p => new CommandTree(p));
        return builder.Build();
    }

    // What could not be printed did not stop the command; whoever asked for it hears so.
    private static int Judge(int code, CliEnvironment environment)
    {
        environment.Out.Flush();
        if (environment.Out is not TolerantWriter { Failure: { } failure })
        {
            return code;
        }

        environment.Error.WriteLine($"The output could not be written to the end: {failure.Message}");
        return code == ExitCode.Done ? ExitCode.Incomplete : code;
    }

    private static void ReportDefect(Exception defect, IReadOnlyList<string> arguments, CliEnvironment environment)
    {
        var isVerbose = arguments.Contains("--verbose");
        environment.Error.WriteLine($"poppk {ProgramVersion.Text} has a defect; your model and data are not to blame.");
        environment.Error.WriteLine(isVerbose ? defect.ToString() : $"  {defect.GetType().Name}: {defect.Message}");
        environment.Error.WriteLine(isVerbose
            ? "Please report this with the model and the command."
            : "Please report it with the model, the command and what the same command prints with --verbose.");
    }
}
