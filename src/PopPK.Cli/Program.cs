using System.Runtime.InteropServices;
using PopPK.Cli;

// The first Ctrl-C (or a polite request to end) stops the work and keeps what exists; the second ends the process.
using var interruption = new CancellationTokenSource();
void Interrupt(PosixSignalContext context)
{
    context.Cancel = !interruption.IsCancellationRequested;
    interruption.Cancel();
}

using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
return CliApplication.Run(args, CliEnvironment.OfProcess(), interruption.Token);
