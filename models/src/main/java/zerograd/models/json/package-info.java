/// JSON read token by token, with errors that say where in which file. Not exported.
package zerograd.models.json;
